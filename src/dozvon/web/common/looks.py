"""What a page notes in the access log of the orders that it shows."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.orders.models import Order
from dozvon.platform.events.actions import record_access


def record_look(
    actor: Actor, now: datetime, orders: Sequence[Order], detail: str, noted: Set[int] = frozenset()
) -> None:
    """Notes a look at these orders and their clients, but for those `noted` before: one statement, or none."""
    shown = [order for order in orders if order.pk not in noted]
    if shown:
        ids, clients = [order.pk for order in shown], [order.client_id for order in shown]
        record_access(actor, now, "orders.list", ids, clients, detail)
