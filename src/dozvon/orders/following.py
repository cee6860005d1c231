"""What other capabilities do when an order moves, in the same transaction. They stand above and declare it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Protocol

from dozvon.core.pipeline.action import Action
from dozvon.orders.models import Order
from dozvon.platform.capabilities import capabilities


class OrderFollower(Protocol):
    """One capability's part; it costs no statement where the move is none of its business."""

    def moved(self, order: Order, action: Action | None, fields: Mapping[str, str], now: datetime) -> None:
        """The order stands where an action with those fields, or by None the head, has put it; it is written."""

    def undone(self, order: Order, version: int) -> None:
        """The action that had given the order that version is taken back."""


@cache
def followers() -> tuple[OrderFollower, ...]:
    """The parts of all capabilities."""
    return tuple(part for capability in capabilities() for part in capability.order_followers)
