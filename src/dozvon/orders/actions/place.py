"""A new order: its row, its lines, its first task and its first event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from dozvon.core import money
from dozvon.core.actor import Actor
from dozvon.core.pipeline.decide import arrive
from dozvon.orders import rules
from dozvon.orders.models import OPEN, Order, OrderLine
from dozvon.platform.events.actions import NewEvent, record
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


def place(actor: Actor, new: Sequence[NewOrder], now: datetime) -> list[Order]:
    """Writes the orders with lines and events: four statements however many. Call it inside a transaction."""
    orders = Order.objects.bulk_create([_row(item) for item in new])
    lines = [
        _line(order, position, line, actor)
        for order, item in zip(orders, new, strict=True)
        for position, line in enumerate(item.lines, 1)
    ]
    OrderLine.objects.bulk_create(lines, batch_size=2000)
    for start in range(0, len(orders), 500):
        record(
            actor,
            now,
            [_event(order, item) for order, item in list(zip(orders, new, strict=True))[start : start + 500]],
        )
    return orders


def _row(new: NewOrder) -> Order:
    pipeline = shops.pipeline(new.shop.pipeline_id)
    status, task = arrive(pipeline, new.zone, new.received_at, shops.hours_of(new.shop))
    goods = money.total(line.total for line in new.lines)
    return Order(
        shop=new.shop,
        client_id=new.client_id,
        pipeline_id=new.shop.pipeline_id,
        status=status,
        status_kind=OPEN,
        task_kind=task.kind,
        task_due_at=task.due_at,
        task_role=pipeline.task[task.kind].role,
        received_at=new.received_at,
        pursued_since=new.received_at,
        zone=new.zone,
        channel=new.channel,
        external_id=new.external_id,
        intake_id=new.intake_id,
        intake_row=new.intake_row,
        skus=sorted({line.sku for line in new.lines if line.role == "main"}),
        currency=new.shop.currency,
        goods_total=goods,
        total=goods,
        comment=new.comment,
        flags=list(new.flags),
        address=dict(new.address),
        source=dict(new.source),
    )


def _line(order: Order, position: int, line: NewLine, actor: Actor) -> OrderLine:
    return OrderLine(
        order=order,
        position=position,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        price=line.price,
        discount_percent=line.discount_percent,
        total=line.total,
        role=line.role,
        added_by_id=actor.user_id,
    )


def _event(order: Order, new: NewOrder) -> NewEvent:
    status = rules.pipeline_of(order).status[order.status]
    body = {
        "status": rules.labelled(status.code, status.title),
        "channel": order.channel,
        "total": str(order.total),
        "currency": order.currency,
        "due_at": order.task_due_at.isoformat() if order.task_due_at else None,
    }
    return NewEvent("order.received", body, order.shop_id, order.pk, order.client_id)
