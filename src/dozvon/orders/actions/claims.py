"""Claims: a lease by which one operator holds an order while working on it (domain, section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.orders import access, rows, rules
from dozvon.orders.errors import Closed, OrderNotFound
from dozvon.orders.events import OrderClaimed, OrderReleased, subject_of
from dozvon.orders.models import OPEN, Order
from dozvon.orders.permissions import RELEASE_CLAIMS
from dozvon.platform.events.actions import record

_CLAIM = ("claimed_by_id", "claimed_until")


def claim(actor: Actor, order_id: int, now: datetime) -> Order:
    """Takes the order for the actor, or prolongs the actor's own claim.

    Raises OrderNotFound, NotPermitted, Closed and Claimed (naming the holder).
    """
    if actor.user_id is None:
        raise NotPermitted
    with transaction.atomic():
        order = access.locked(actor, order_id)
        if order.status_kind != OPEN:
            raise Closed
        holder = access.demand_free(actor, order, now)
        order.claimed_by_id = actor.user_id
        order.claimed_until = now + timedelta(minutes=order.shop.claim_minutes)
        rows.update(order, _CLAIM)
        if holder is None:
            record(actor, now, [claimed_event(order)])
    return order


def prolong(actor: Actor, order_id: int, now: datetime) -> Order | None:
    """The actor's own claim for a whole lease more; None where the order is not in the actor's hands any more.

    Raises OrderNotFound and NotPermitted.
    """
    with transaction.atomic():
        order = access.locked(actor, order_id)
        if actor.user_id is None or rules.holder_of(order, now) != actor.user_id:
            return None
        order.claimed_until = now + timedelta(minutes=order.shop.claim_minutes)
        order.save(update_fields=["claimed_until"])
    return order


def release(actor: Actor, order_id: int, now: datetime) -> Order:
    """Gives the order back. Another's claim may be released only by who has the permission; else raises Claimed."""
    with transaction.atomic():
        order = access.locked(actor, order_id)
        may_release = actor.may(RELEASE_CLAIMS)
        holder = rules.holder_of(order, now) if may_release else access.demand_free(actor, order, now)
        if holder is not None:
            _give_back(actor, order, now)
    return order


def release_all(actor: Actor, user_id: int, now: datetime) -> int:
    """Gives back everything that person holds in the actor's shops; returns how many orders. Raises NotPermitted."""
    if not actor.may(RELEASE_CLAIMS):
        raise NotPermitted
    with transaction.atomic():
        held = access.visible(actor).filter(claimed_by_id=user_id, claimed_until__gt=now, status_kind=OPEN)
        orders = list(held.select_for_update(of=("self",)).order_by("pk"))
        for order in orders:
            _give_back(actor, order, now)
    return len(orders)


_HOLDS = "SELECT 1 FROM orders WHERE id = %s AND claimed_by_id = %s AND claimed_until > %s"


def leave(actor: Actor, order_id: int, now: datetime) -> None:
    """Gives back an order that the actor turned away from; one of somebody else's, or a closed one, stays as it is."""
    if actor.user_id is None or not _holds(actor.user_id, order_id, now):
        return
    with transaction.atomic():
        try:
            order = access.locked(actor, order_id)
        except OrderNotFound:
            return
        if rules.holder_of(order, now) == actor.user_id:
            _give_back(actor, order, now)


def _holds(user_id: int, order_id: int, now: datetime) -> bool:
    """A look without a lock: mostly the order was acted on, and there is nothing to give back."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [order_id, user_id, now])
        return cursor.fetchone() is not None


def _give_back(actor: Actor, order: Order, now: datetime) -> None:
    order.claimed_by = order.claimed_until = None
    rows.update(order, _CLAIM)
    record(actor, now, [OrderReleased(subject_of(order))])


def claimed_event(order: Order, queue: str | None = None) -> OrderClaimed:
    """The event of an order that has just been taken; `queue` is the one it was handed out from."""
    return OrderClaimed(subject_of(order), until=order.claimed_until, queue=queue)
