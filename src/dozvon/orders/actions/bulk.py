"""One action carried out on many orders, each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import Form
from dozvon.orders import access
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Claimed, OrderNotFound, Refused
from dozvon.orders.models import Order

MOST: Final = 200
"""Orders in one go: a page of a list."""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one order: done where `error` is None. `order` is as it stood before, None where there is none."""

    order_id: int
    order: Order | None
    error: OrderNotFound | Claimed | Refused | None = None


def perform_each(
    actor: Actor, order_ids: Iterable[int], action: str, now: datetime, once: str | None = None
) -> list[BulkResult]:
    """The action on each order, one after another, without a form; a refusal of one does not hold up the others.

    At most MOST orders, each once. `once` as in `perform`. Raises NotPermitted.
    """
    return [_perform_one(actor, order_id, action, now, once) for order_id in list(dict.fromkeys(order_ids))[:MOST]]


def _perform_one(actor: Actor, order_id: int, action: str, now: datetime, once: str | None) -> BulkResult:
    order = None
    try:
        order = access.get(actor, order_id)
        perform(actor, order_id, action, Form(), now, None, once)
    except (OrderNotFound, Claimed, Refused) as error:
        return BulkResult(order_id, order, error)
    return BulkResult(order_id, order)
