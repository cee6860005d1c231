"""An order that its shop changed after it came: taken over until the first call, told of from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dozvon.core.actor import Actor
from dozvon.orders import access, rules
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.events import OrderDiffers, subject_of
from dozvon.orders.models import OPEN, Order
from dozvon.orders.permissions import FORCE_MOVES
from dozvon.platform.events.actions import record
from dozvon.platform.people.actions import NewNotice, notify
from dozvon.platform.people.addressees import Holders, Persons


def follow_shop(actor: Actor, order_id: int, wanted: Changes, told: Sequence[str], status: str, now: datetime) -> bool:
    """Applies `wanted`, what the shop owns, while nobody has called or holds the order; whether it did.

    `told` names the parts that differ from what the shop sent before, `status` is the shop's word for where the order
    stands: both go into the event `order.differs` where they cannot be applied, and whoever is responsible is told.
    Raises OrderNotFound and BadOrder.
    """
    with transaction.atomic():
        order = access.locked(actor, order_id)
        untouched = order.first_call_at is None and not order.attempts_total and rules.holder_of(order, now) is None
        applied = untouched and order.status_kind == OPEN and wanted != Changes()
        if applied:
            edit(actor, order_id, wanted, now)
        left = [part for part in told if not applied or part not in _OWNED]
        if left:
            record(actor, now, [OrderDiffers(subject_of(order), changed=left, status=status[:60])])
            _tell(actor, order, now)
    return applied


def _tell(actor: Actor, order: Order, now: datetime) -> None:
    """Tells the responsible person; where nobody at work is, those who lead in the shop."""
    told = NewNotice(
        "order.differs",
        {"number": str(order.pk)},
        reverse("order", args=[order.pk]),
        key=f"order.differs {order.pk}",
        shop_id=order.shop_id,
        order_id=order.pk,
        client_id=order.client_id,
    )
    responsible = frozenset({order.responsible_id or 0})
    if not notify(actor, Persons(responsible), told, now):
        notify(actor, Holders(FORCE_MOVES, order.shop_id), told, now)


_OWNED = frozenset({"lines", "comment"})
"""What follows the shop until the first call."""
