"""Which orders an actor may see, in one place; every order is fetched through here."""

from __future__ import annotations

from django.db.models import QuerySet

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.orders.errors import OrderNotFound
from dozvon.orders.models import Order
from dozvon.platform.accounts.errors import NotPermitted

LARGEST_ID = 2**63 - 1


def visible(actor: Actor) -> QuerySet[Order]:
    """The orders of the actor's shops. Raises NotPermitted for who may see none at all."""
    if not actor.may(Permission.SEE_ORDERS):
        raise NotPermitted
    orders = Order.objects.all()
    return orders if actor.shops is None else orders.filter(shop_id__in=actor.shops)


def get(actor: Actor, order_id: int) -> Order:
    """The order with its shop, client and people: one statement. Raises OrderNotFound."""
    related = ("shop", "client", "claimed_by", "responsible", "task_user")
    return _fetch(visible(actor).select_related(*related).defer("client__words"), order_id)


def locked(actor: Actor, order_id: int) -> Order:
    """The order with its shop, locked until the transaction ends. Raises OrderNotFound.

    The holder is not joined: who waited for the lock would be given the holder of before the wait.
    """
    if not actor.may(Permission.WORK_ORDERS):
        raise NotPermitted
    return _fetch(
        visible(actor).select_related("shop").select_for_update(of=("self",)),
        order_id,
    )


def _fetch(orders: QuerySet[Order], order_id: int) -> Order:
    if not 0 < order_id <= LARGEST_ID:
        raise OrderNotFound
    try:
        return orders.get(pk=order_id)
    except Order.DoesNotExist as error:
        raise OrderNotFound from error
