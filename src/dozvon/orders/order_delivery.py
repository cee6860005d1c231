"""Delivery of an order: from its columns to what the rules of `delivery` decide by, and back. No statement of its own.

Orders of earlier versions keep the choice under keys of the address until a job has carried them over.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from dozvon.core.hours import local_date
from dozvon.delivery import queries, rules
from dozvon.delivery.rules import Delivery, DeliveryChange, DeliveryState, Parcel
from dozvon.delivery.ways import OWN
from dozvon.orders.models import Order

COLUMNS: Final = (
    *("delivery_total", "delivery_way", "delivery_title", "delivery_carrier", "delivery_named", "delivery_date"),
    *("delivery_hours", "delivery_point"),
)
OLD_KEYS: Final = ("delivery_way", "delivery_title", "delivery_named")
"""The way, its title and the cost an operator named, in an address of an earlier version."""


def delivery_of(order: Order) -> Delivery:
    """What is chosen."""
    return Delivery(
        way=order.delivery_way,
        title=order.delivery_title,
        carrier=order.delivery_carrier,
        cost=order.delivery_total,
        is_named=order.delivery_named,
        date=order.delivery_date,
        hours=order.delivery_hours,
        point=order.delivery_point,
    )


def set_delivery(order: Order, delivery: Delivery) -> None:
    """Puts what is chosen into the row; it is saved with the other columns."""
    order.delivery_total = delivery.cost
    order.delivery_way, order.delivery_title = delivery.way, delivery.title
    order.delivery_carrier, order.delivery_named = delivery.carrier, delivery.is_named
    order.delivery_date, order.delivery_hours = delivery.date, delivery.hours
    order.delivery_point = delivery.point


def parcel_of(order: Order) -> Parcel:
    """What is to be sent and where, as the order stands; needs `order.client` where its address has no city."""
    return Parcel(
        order.goods_total, order.address.get("city") or order.client.city, str(order.address.get("region", ""))
    )


def change_delivery(order: Order, change: DeliveryChange, now: datetime) -> None:
    """What somebody chose or named. Raises BadDelivery."""
    way = change.get("way") or ""
    ways = queries.ways_of(order.shop) if way or order.delivery_way else ()
    # Where it is to go matters for another way only; the client may have to be fetched for it.
    parcel = parcel_of(order) if way not in ("", order.delivery_way) else Parcel(order.goods_total)
    today = local_date(order.shop.zone, now)
    set_delivery(order, rules.choose(delivery_of(order), ways, change, parcel, today))


def follow_goods(order: Order, goods_before: Decimal) -> None:
    """The cost after a change of the lines; `order.goods_total` is the new one."""
    if not order.delivery_way:
        return
    before, after = Parcel(goods_before), Parcel(order.goods_total)
    set_delivery(order, rules.follow_goods(delivery_of(order), queries.ways_of(order.shop), before, after))


def state_of(order: Order) -> DeliveryState:
    """How delivery of the order stands now."""
    own = queries.own_ways(order.shop)
    return rules.state_of(
        delivery_of(order), own or queries.ways_of(order.shop), parcel_of(order), is_offered=bool(own)
    )


def document(order: Order) -> dict[str, Any]:
    """Delivery as API and exports show it; `way` is null where none is chosen."""
    return {
        "way": order.delivery_way or None,
        "title": order.delivery_title or None,
        "carrier": order.delivery_carrier or None,
        "cost": str(order.delivery_total),
        "named": order.delivery_named,
        "date": None if order.delivery_date is None else order.delivery_date.isoformat(),
        "hours": order.delivery_hours or None,
        "point": order.delivery_point or None,
    }


def read_old_keys(order: Order) -> None:
    """Moves what an earlier version kept in the address to where it is read now."""
    address = order.address
    if not any(key in address for key in OLD_KEYS):
        return
    way, title, named = (str(address.pop(key, "")) for key in OLD_KEYS)
    order.delivery_way, order.delivery_title = way[:40], title[:120]
    order.delivery_carrier = OWN if way else ""
    order.delivery_named = bool(named) and _is_sum(named, order.delivery_total)


def _is_sum(text: str, amount: Decimal) -> bool:
    plain = f"{amount:f}"
    return text == (plain.rstrip("0").rstrip(".") if "." in plain else plain)
