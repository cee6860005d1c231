"""Taking a client's words out of the history: only within an act of erasure, which stays (see `kept`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import F, Func

from dozvon.core.actor import Actor
from dozvon.platform.events.models import Access, Erasure, Event, told_of

AT_ONCE = 2000
"""Rows of the access log looked through at a time."""


def begin(actor: Actor, now: datetime, client_ids: Sequence[int], order_ids: Sequence[int], reason: str) -> Erasure:
    """The act, first of all in its transaction: without it the database refuses what follows."""
    return Erasure.objects.create(
        at=now,
        actor_id=actor.user_id,
        actor_label=actor.name[:120],
        client_ids=sorted(client_ids),
        order_ids=sorted(order_ids),
        reason=reason,
    )


def blank_events(client_ids: Sequence[int], order_ids: Sequence[int], lent_orders: Sequence[int]) -> int:
    """Takes comments, addresses and other words out of the events of the act; returns how many had some.

    `lent_orders` were the clients' for a time: see `told_of`.
    """
    left = Func(F("kind"), F("body"), function="dozvon_without_words")
    told = Event.objects.filter(told_of(client_ids, order_ids, lent_orders))
    return told.exclude(body=left).update(body=left)


def blank_searches(client_ids: Sequence[int], tells: Callable[[str], bool]) -> int:
    """Takes out of the access log what was typed and `tells` of the client; returns how many rows did."""
    details = Access.objects.filter(client_ids__overlap=client_ids).exclude(detail="").values_list("pk", "detail")
    telling = [pk for pk, detail in details.iterator(AT_ONCE) if tells(detail)]
    return Access.objects.filter(pk__in=telling).update(detail="")
