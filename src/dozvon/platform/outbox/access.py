"""Who may see and decide about calls to the outside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dozvon.core.actor import Actor
from dozvon.platform.accounts.changes import note
from dozvon.platform.connections import access as connections
from dozvon.platform.connections.models import Connection
from dozvon.platform.outbox import actions
from dozvon.platform.outbox.delivery import CONNECTION
from dozvon.platform.outbox.models import DONE, GIVEN_UP, WAITING, Attempt, Outgoing


class OutgoingNotFound(Exception):
    """There is no such call, or it is none of this actor's."""


def visible(actor: Actor) -> QuerySet[Outgoing]:
    """Calls to the outside, the newest first: all for who sees all shops, else those of their connections. Raises
    NotPermitted."""
    mine = connections.visible(actor)
    found = Outgoing.objects.order_by("-pk")
    if actor.shops is None:
        return found
    return found.filter(target__in=[f"{CONNECTION}{code}" for code in mine.values_list("code", flat=True)])


def unfinished(actor: Actor) -> QuerySet[Outgoing]:
    """Those that wait after a failure, or were given up. Raises NotPermitted."""
    found = visible(actor).prefetch_related("tries").exclude(state=DONE)
    return found.exclude(state=WAITING, attempts=0)


def attempts_of(connection: Connection) -> QuerySet[Attempt]:
    """The trace of a connection, the newest first."""
    return Attempt.objects.filter(target=f"{CONNECTION}{connection.code}").order_by("-pk")


def retry(actor: Actor, outgoing_id: int, now: datetime) -> None:
    """Tries a call once more, now. Raises NotPermitted and OutgoingNotFound."""
    found = _get(actor, outgoing_id)
    with transaction.atomic():
        actions.retry(found, now)
        note(actor, "outgoing.retried", outgoing=found.pk, target=found.target)


def give_up(actor: Actor, outgoing_id: int, now: datetime) -> None:
    """Tries a call no more. Raises NotPermitted and OutgoingNotFound."""
    found = _get(actor, outgoing_id)
    if found.state == GIVEN_UP:
        return
    with transaction.atomic():
        actions.give_up(found, now)
        note(actor, "outgoing.given_up", outgoing=found.pk, target=found.target)


def _get(actor: Actor, outgoing_id: int) -> Outgoing:
    found = visible(actor).filter(pk=outgoing_id).first()
    if found is None:
        raise OutgoingNotFound
    return found
