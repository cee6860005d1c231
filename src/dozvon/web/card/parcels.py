"""Parcels of an order on its card: number, way, when they were handed over and when they arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dozvon.orders.models import Order
from dozvon.shipments.models import Shipment
from dozvon.web.formats import local_time


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel by the shop's clock; empty texts where a thing is not known."""

    track: str
    way: str
    handed_over: str
    delivered: str


def parcels_of(order: Order, shipments: Sequence[Shipment], now: datetime) -> list[ParcelView]:
    """The parcels, oldest first; no statement."""
    zone = order.shop.zone
    return [
        ParcelView(
            one.track,
            one.title,
            local_time(one.handed_over_at, zone, now),
            local_time(one.delivered_at, zone, now) if one.delivered_at else "",
        )
        for one in shipments
    ]
