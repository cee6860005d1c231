"""Reading the access log: who looked at whose data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from dozvon.clients.queries import family
from dozvon.core import cursors
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.events.models import Access
from dozvon.privacy import access
from dozvon.privacy.permissions import MANAGE_PERSONAL_DATA

PAGE = 100


@dataclass(frozen=True, slots=True)
class AccessLogFilter:
    """What narrows the log; None leaves out nothing. `until` itself is not included."""

    person_id: int | None = None
    client_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """One page, newest first, and the cursor of the next."""

    rows: list[Access]
    next_cursor: str | None


def page(actor: Actor, wanted: AccessLogFilter, cursor: str | None = None, limit: int = PAGE) -> Looks:
    """The log of everybody: for those who see all shops. One statement. Raises NotPermitted and BadCursor."""
    if not actor.may(MANAGE_PERSONAL_DATA) or actor.shops is not None:
        raise NotPermitted
    found = Access.objects.order_by("-at", "-pk")
    if wanted.person_id is not None:
        found = found.filter(actor_id=wanted.person_id)
    if wanted.client_id is not None:
        found = found.filter(client_ids__overlap=family(wanted.client_id) or [wanted.client_id])
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    if cursor:
        found = _after(found, *cursors.read(cursor))
    rows = list(found[: limit + 1])
    more = cursors.write(rows[limit - 1].at, rows[limit - 1].pk) if len(rows) > limit else None
    return Looks(rows[:limit], more)


def _after(found: QuerySet[Access], at: datetime, pk: int) -> QuerySet[Access]:
    # The first condition is what the index answers; the second tells apart looks of one moment.
    return found.filter(at__lte=at).filter(Q(at__lt=at) | Q(pk__lt=pk))


def of_client(actor: Actor, client_id: int, limit: int) -> list[Access]:
    """Who looked at this person lately, whichever of their cards. Raises NotPermitted and ClientNotFound."""
    access.get(actor, client_id)
    return list(Access.objects.filter(client_ids__overlap=family(client_id)).order_by("-at", "-pk")[:limit])
