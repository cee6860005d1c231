"""Parcels of an order on its card: number, way, when they were handed over and when they arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dozvon.orders.models import Order
from dozvon.shipments.queries import shipments_of
from dozvon.web.formats import local_time


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel by the shop's clock; empty texts where a thing is not known."""

    track: str
    way: str
    handed_over: str
    delivered: str


def parcels_of(order: Order, now: datetime) -> list[ParcelView]:
    """The parcels, oldest first: one statement, none while the order cannot have been shipped."""
    zone = order.shop.zone
    return [
        ParcelView(
            one.track,
            one.title,
            local_time(one.handed_over_at, zone, now),
            local_time(one.delivered_at, zone, now) if one.delivered_at else "",
        )
        for one in shipments_of([order])[order.pk]
    ]
