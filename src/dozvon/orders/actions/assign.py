"""Whose order it is: the head may change the responsible operator (domain, section 3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.orders import access
from dozvon.orders.errors import BadOrder, Closed
from dozvon.orders.events import OrderAssigned, subject_of
from dozvon.orders.models import OPEN, Order
from dozvon.orders.permissions import ASSIGN_RESPONSIBLE
from dozvon.platform.accounts.models import User
from dozvon.platform.events.actions import record


def assign(actor: Actor, order_id: int, user_name: str | None, now: datetime) -> Order:
    """Makes the user of that name responsible, or nobody. Raises NotPermitted, OrderNotFound, Closed and BadOrder."""
    if not actor.may(ASSIGN_RESPONSIBLE):
        raise NotPermitted
    with transaction.atomic():
        order = access.locked(actor, order_id)
        if order.status_kind != OPEN:
            raise Closed
        user = _user(user_name, order.shop_id)
        order.responsible = user
        order.version += 1
        order.save(update_fields=["responsible_id", "version"])
        name = user.name if user else None
        record(actor, now, [OrderAssigned(subject_of(order), responsible=name, version=order.version)])
    return order


def _user(name: str | None, shop_id: int) -> User | None:
    if name is None:
        return None
    user = User.objects.filter(name__iexact=name.replace("\x00", ""), active=True).first()
    if user is None or (user.shop_ids is not None and shop_id not in user.shop_ids):
        raise BadOrder([FieldError("user", "unknown_user", {"value": name[:80]})])
    return user
