"""Reading one's notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dozvon.core import cursors
from dozvon.core.actor import Actor
from dozvon.platform.accounts.access import person_id
from dozvon.platform.people.models import Notice

PAGE = 50


@dataclass(frozen=True, slots=True)
class Notices:
    """One page of notices, newest first, and the cursor of the next."""

    rows: list[Notice]
    next_cursor: str | None


def notices_of(actor: Actor, cursor: str | None = None, limit: int = PAGE) -> Notices:
    """The actor's own notices: one statement. Raises NotPermitted for the program itself, and BadCursor."""
    found = Notice.objects.filter(user_id=person_id(actor)).order_by("-at", "-pk")
    if cursor:
        at, pk = cursors.read(cursor)
        found = found.filter(at__lte=at).filter(Q(at__lt=at) | Q(pk__lt=pk))
    page = list(found[: limit + 1])
    more = cursors.write(page[limit - 1].at, page[limit - 1].pk) if len(page) > limit else None
    return Notices(page[:limit], more)
