"""Putting calls into the outbox, and deciding about them by hand."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from dozvon.platform.jobs import OutsideTransaction, enqueue
from dozvon.platform.outbox import breaker
from dozvon.platform.outbox.models import DONE, GIVEN_UP, WAITING, Outgoing

LASTS: Final = timedelta(hours=24)
"""How long a call is tried before it is given up."""


def add(
    kind: str,
    target: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    key: str = "",
    ordering: str = "",
    shop_id: int | None = None,
) -> Outgoing:
    """A call to make, in the transaction of the change it tells of; a job makes it after the commit.

    `payload` holds no secrets: handlers read them when they send. `key` names the call for good; one is made where it
    is left out. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{kind} was put into the outbox outside a transaction")
    added = Outgoing.objects.create(
        kind=kind,
        target=target,
        payload=payload,
        key=key or secrets.token_urlsafe(16),
        ordering=ordering,
        shop_id=shop_id,
        due_at=now,
        give_up_at=now + LASTS,
    )
    start(added.pk)
    return added


def start(outgoing_id: int, at: datetime | None = None) -> None:
    """Enqueues the job that makes the call, at once or at a time. Call it inside a transaction."""
    enqueue("outbox.deliver", at=at, outgoing_id=outgoing_id)


def retry(outgoing: Outgoing, now: datetime) -> None:
    """Tries once more, now, whatever came of it before; the breaker of its target lets it through."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
        if row.state == DONE:
            return
        row.state, row.finished_at, row.due_at = WAITING, None, now
        row.give_up_at = max(row.give_up_at, now + LASTS)
        row.save(update_fields=["state", "finished_at", "due_at", "give_up_at"])
        breaker.reset(row.target)
        start(row.pk)


def give_up(outgoing: Outgoing, now: datetime) -> None:
    """Nobody tries any more; what waited behind it goes on."""
    with transaction.atomic():
        if Outgoing.objects.filter(pk=outgoing.pk, state=WAITING).update(state=GIVEN_UP, finished_at=now):
            start_next(outgoing)


def start_next(outgoing: Outgoing) -> None:
    """Enqueues what waits behind a call that is over. Call it inside a transaction."""
    if outgoing.ordering:
        behind = Outgoing.objects.filter(ordering=outgoing.ordering, state=WAITING).order_by("pk").first()
        if behind is not None:
            start(behind.pk)
