"""A new order: its row, its lines, its first task and its first event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from dozvon.core import money
from dozvon.core.actor import Actor
from dozvon.core.pipeline.decide import arrive
from dozvon.core.pipeline.document import Status, TaskKind
from dozvon.core.pipeline.facts import Task
from dozvon.orders import rules
from dozvon.orders.events import OrderPlaced
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.database import rows
from dozvon.platform.events.actions import record
from dozvon.platform.events.schema import Subject
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class NewLine:
    """A position as ordered; `price` is None where the site could not compute it."""

    sku: str
    name: str
    quantity: int
    price: Decimal | None
    discount_percent: Decimal = Decimal(0)
    role: str = "main"

    @property
    def total(self) -> Decimal:
        """What the position comes to."""
        return money.line_total(self.price, self.quantity, self.discount_percent)


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order that is ready to be written: everything is checked, the client is known."""

    shop: Shop
    client_id: int
    zone: str
    received_at: datetime
    channel: str
    lines: Sequence[NewLine] = ()
    external_id: str | None = None
    intake_id: int | None = None
    intake_row: int | None = None
    comment: str = ""
    flags: Sequence[str] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS = (
    *("shop_id", "client_id", "pipeline_id", "status", "status_kind", "task_kind", "task_due_at", "task_role"),
    *("attempts", "attempts_total", "received_at", "pursued_since", "zone", "channel", "external_id", "intake_id"),
    *("intake_row", "skus", "currency", "goods_total", "delivery_total", "total", "comment", "flags", "address"),
    *("fields", "source", "version"),
)
_LINE_COLUMNS = (
    *("order_id", "position", "sku", "name", "quantity", "price", "discount_percent", "total", "role", "added_by_id"),
)
NOTHING = Decimal("0.00")


def place(actor: Actor, new: Sequence[NewOrder], now: datetime) -> list[int]:
    """Writes the orders with lines and events, and gives their ids: three statements for a few, four for many.

    Call it inside a transaction. Raises IntegrityError where another transaction placed one of them meanwhile.
    """
    begun: dict[_Arrival, tuple[str, Task]] = {}
    placed = [_placed(item, begun) for item in new]
    ids = rows.add("orders", _COLUMNS, [order.row() for order in placed])
    with_ids = list(zip(ids, placed, strict=True))
    rows.write("order_lines", _LINE_COLUMNS, [line for pk, order in with_ids for line in order.lines(pk, actor)])
    record(actor, now, [order.event(pk) for pk, order in with_ids])
    return ids


@dataclass(frozen=True, slots=True)
class _Placed:
    """A new order, where it begins, and what its lines come to: its rows and its first event."""

    new: NewOrder
    status: Status
    task: Task
    kind: TaskKind
    goods: Decimal

    def row(self) -> tuple[Any, ...]:
        """In the order of _COLUMNS."""
        new, goods = self.new, self.goods
        skus = sorted({line.sku for line in new.lines if line.role == "main"})
        return (
            *(new.shop.pk, new.client_id, new.shop.pipeline_id, self.status.code, self.status.kind),
            *(self.kind.code, self.task.due_at, self.kind.role, 0, 0, new.received_at, new.received_at, new.zone),
            *(new.channel, new.external_id, new.intake_id, new.intake_row, rows.texts(skus), new.shop.currency),
            *(goods, NOTHING, goods, new.comment, rows.texts(new.flags), rows.document(dict(new.address))),
            *("{}", rows.document(dict(new.source)), 1),
        )

    def lines(self, pk: int, actor: Actor) -> Iterator[tuple[Any, ...]]:
        """In the order of _LINE_COLUMNS."""
        for position, line in enumerate(self.new.lines, 1):
            values = (line.sku, line.name, line.quantity, line.price, line.discount_percent, line.total, line.role)
            yield (pk, position, *values, actor.user_id)

    def event(self, pk: int) -> OrderPlaced:
        """Its arrival, with the labels of today."""
        new = self.new
        return OrderPlaced(
            Subject(new.shop.pk, pk, new.client_id),
            status=rules.label(self.status.code, self.status.title),
            channel=new.channel,
            total=self.goods,
            currency=new.shop.currency,
            due_at=self.task.due_at,
        )


_Arrival = tuple[int, str, datetime]
"""What decides where an order begins: its shop, its client's zone, when it came. Many of a bulk are alike in this."""


def _placed(new: NewOrder, begun: dict[_Arrival, tuple[str, Task]]) -> _Placed:
    pipeline, alike = read_pipeline(new.shop.pipeline_id), (new.shop.pk, new.zone, new.received_at)
    if alike not in begun:
        begun[alike] = arrive(pipeline, new.zone, new.received_at, shops.hours_of(new.shop))
    status, task = begun[alike]
    goods = money.total(line.total for line in new.lines)
    return _Placed(new, pipeline.status[status], task, pipeline.task[task.kind], goods)
