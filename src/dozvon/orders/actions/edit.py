"""What the operator fills in while talking: lines, delivery, address. Totals follow; the history keeps both states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dozvon.core import money
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.delivery.errors import BadDelivery
from dozvon.delivery.rules import DeliveryChange, changed_fields
from dozvon.geo.actions.streets import recount
from dozvon.orders import access
from dozvon.orders.actions.line_pricing import price_errors
from dozvon.orders.actions.place import NewLine
from dozvon.orders.actions.removed_lines import find_removed_lines
from dozvon.orders.errors import BadOrder, Closed, Stale
from dozvon.orders.events import OrderContents, OrderEdited, subject_of
from dozvon.orders.models import OPEN, Order, OrderLine
from dozvon.orders.order_delivery import COLUMNS, OLD_KEYS, change_delivery, delivery_of, follow_goods
from dozvon.platform.events.actions import record


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed; None leaves as it is. `lines` and `address` are given whole. The cost of delivery follows
    the lines, unless `delivery` names it."""

    lines: Sequence[NewLine] | None = None
    delivery: DeliveryChange | None = None
    address: Mapping[str, str] | None = None
    comment: str | None = None


def edit(actor: Actor, order_id: int, changes: Changes, now: datetime, version: int | None = None) -> Order:
    """Changes an open order nobody else holds.

    Raises OrderNotFound, NotPermitted, Claimed, Closed, Stale, and BadOrder naming each wrong field.
    """
    with transaction.atomic():
        order = access.locked(actor, order_id)
        check_free(order, actor, now, version)
        before, goods = _contents(order), order.goods_total
        if changes.address is not None:
            address = {part: text for part, text in changes.address.items() if part not in OLD_KEYS}
            recount(order.shop_id, order.address, address)
            order.address = address
        if changes.lines is not None:
            old = _set_lines(actor, order, changes.lines, now)
            before["lines"] = _written(old)
            before["added_by"] = [line.added_by_id for line in old]
            follow_goods(order, goods)
        if changes.delivery is not None:
            _change_delivery(order, changes.delivery, now)
        said = order.comment
        if changes.comment is not None:
            order.comment = changes.comment
        order.total = order.goods_total + order.delivery_total
        _check_sum(order.total)
        order.version += 1
        order.save(update_fields=_SAVED)
        after = _contents(order)
        if changes.lines is not None:
            after["lines"] = _written(changes.lines)
        if changes.comment is not None:
            before["comment"], after["comment"] = said, changes.comment
        record(actor, now, [OrderEdited(subject_of(order), before=before, after=after, version=order.version)])
    return order


_SAVED = ("goods_total", *COLUMNS, "total", "address", "comment", "skus", "flags", "version")


def check_free(order: Order, actor: Actor, now: datetime, version: int | None) -> None:
    """Raises Closed, Claimed and Stale, in that order."""
    if order.status_kind != OPEN:
        raise Closed
    access.demand_free(actor, order, now)
    if version is not None and version != order.version:
        raise Stale(order.version)


def _change_delivery(order: Order, change: DeliveryChange, now: datetime) -> None:
    try:
        change_delivery(order, change, now)
    except BadDelivery as refused:
        raise BadOrder([replace(error, field=f"delivery.{error.field}") for error in refused.errors]) from refused


def _check_sum(amount: Decimal) -> None:
    """Before any row is written: a larger sum would not fit its column."""
    if amount > money.MOST:
        raise BadOrder([FieldError("lines", "too_much_money", {"most": str(money.MOST)})])


def _set_lines(actor: Actor, order: Order, lines: Sequence[NewLine], now: datetime) -> list[OrderLine]:
    """Writes the lines and what follows from them; gives those that stood there before."""
    old = list(OrderLine.objects.filter(order=order))
    order.goods_total = money.total(line.total for line in lines)
    _check_sum(order.goods_total)
    stood = [*old, *find_removed_lines(order.pk, {line.sku for line in lines} - {line.sku for line in old})]
    errors = list(price_errors(actor, order.shop_id, lines, now, stood))
    if errors:
        raise BadOrder(errors)
    OrderLine.objects.filter(order=order).delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            price=line.price,
            discount_percent=line.discount_percent,
            total=line.total,
            role=line.role,
            added_by_id=_answers_for(line, stood, actor),
        )
        for position, line in enumerate(lines, 1)
    )
    order.skus = sorted({line.sku for line in lines if line.role == "main"})
    priced = bool(lines) and all(line.price is not None for line in lines)
    order.flags = [flag for flag in order.flags if flag != "no_price"] + ([] if priced else ["no_price"])
    return old


def _answers_for(line: NewLine, stood: Sequence[OrderLine], actor: Actor) -> int | None:
    """Who brought the product into the order, or named the price it came without; its role may change."""
    same = [one for one in stood if one.sku == line.sku]
    was = next((one for one in same if one.role == line.role), same[0] if same else None)
    is_priced_now = was is not None and was.price is None and line.price is not None
    return actor.user_id if was is None or is_priced_now else was.added_by_id


def _written(lines: Sequence[NewLine] | Sequence[OrderLine]) -> list[dict[str, Any]]:
    """The lines for the history."""
    return [
        {
            "sku": line.sku,
            "name": line.name,
            "quantity": line.quantity,
            "price": None if line.price is None else str(line.price),
            "discount_percent": f"{line.discount_percent.normalize():f}",
        }
        for line in lines
    ]


def _contents(order: Order) -> OrderContents:
    return {
        "goods": order.goods_total,
        "delivery": order.delivery_total,
        "total": order.total,
        "skus": list(order.skus),
        "address": dict(order.address),
        "way": dict(changed_fields(delivery_of(order))),
    }
