"""Which orders an actor may see and change, in one place; every order is fetched through here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.orders import rows, rules
from dozvon.orders.errors import Claimed, OrderNotFound
from dozvon.orders.models import Order

LARGEST_ID = 2**63 - 1


def visible(actor: Actor) -> QuerySet[Order]:
    """The orders of the actor's shops. Raises NotPermitted for who may see none at all."""
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    orders = Order.objects.all()
    return orders if actor.shops is None else orders.filter(shop_id__in=actor.shops)


def get(actor: Actor, order_id: int) -> Order:
    """The order with its shop, client and people: one statement. Raises NotPermitted and OrderNotFound."""
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    return _seen(actor, rows.WHOLE.first([[order_id]]) if _is_id(order_id) else None)


def locked(actor: Actor, order_id: int) -> Order:
    """The order with its shop, locked until the transaction ends. Raises NotPermitted and OrderNotFound.

    The holder is not joined: who waited for the lock would be given the holder of before the wait.
    """
    if not actor.may(WORK_ORDERS) or not actor.may(SEE_ORDERS):
        raise NotPermitted
    return _seen(actor, rows.LOCKED.first([order_id]) if _is_id(order_id) else None)


def _is_id(number: int) -> bool:
    return 0 < number <= LARGEST_ID


def _seen(actor: Actor, order: Order | None) -> Order:
    """The order, if it stands in one of the actor's shops."""
    if order is None or not actor.sees_shop(order.shop_id):
        raise OrderNotFound
    return order


def demand_free(actor: Actor, order: Order, now: datetime) -> int | None:
    """Raises Claimed where another holds the order; gives the holder, who can only be the actor, or None."""
    holder = rules.holder_of(order, now)
    if holder is not None and holder != actor.user_id:
        raise Claimed(order.claimed_by.name if order.claimed_by else "", order.claimed_until or now)
    return holder
