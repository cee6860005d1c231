"""An order that its shop changed after it came: taken over until the first call, told of from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.orders import access, rules
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.events import OrderDiffers, subject_of
from dozvon.orders.models import OPEN
from dozvon.platform.events.actions import record


def follow_shop(actor: Actor, order_id: int, wanted: Changes, told: Sequence[str], status: str, now: datetime) -> bool:
    """Applies `wanted`, what the shop owns, while nobody has called or holds the order; whether it did.

    `told` names the parts that differ from what the shop sent before, `status` is the shop's word for where the order
    stands: both go into the event `order.differs` where they cannot be applied. Raises OrderNotFound and BadOrder.
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
    return applied


_OWNED = frozenset({"lines", "comment"})
"""What follows the shop until the first call."""
