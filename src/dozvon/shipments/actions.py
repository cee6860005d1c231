"""Shipments follow the actions on their orders, in the same transaction: nobody writes them by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dozvon.core.pipeline.action import Action
from dozvon.orders import rules as orders
from dozvon.orders.models import Order
from dozvon.shipments.models import Shipment
from dozvon.shipments.rules import DELIVERED, SHIPPED, track_of


class ShipmentsOfOrders:
    """What becomes of an order's parcels when the order moves on."""

    def moved(self, order: Order, action: Action | None, fields: Mapping[str, str], now: datetime) -> None:
        """A parcel is handed over with a status that says `shipped`, and arrives with one that says `delivered`."""
        milestone = orders.status_of(order).milestone
        if milestone == SHIPPED:
            _hand_over(order, track_of(action, fields), now)
        elif milestone == DELIVERED:
            under_way = Shipment.objects.filter(order_id=order.pk, delivered_at__isnull=True)
            under_way.update(delivered_at=now, delivered_version=order.version)

    def undone(self, order: Order, version: int) -> None:
        """Takes back what the action did that gave the order that version."""
        own = Shipment.objects.filter(order_id=order.pk)
        own.filter(handed_over_version=version).delete()
        own.filter(delivered_version=version).update(delivered_at=None, delivered_version=None)


def _hand_over(order: Order, track: str, now: datetime) -> None:
    """One parcel more, unless it is under way already: an action that leaves the order shipped hands over none."""
    under_way = Shipment.objects.filter(order_id=order.pk, delivered_at__isnull=True)
    known = list(under_way.values_list("track", flat=True))
    if track in known or (known and not track):
        return
    Shipment.objects.create(
        order_id=order.pk,
        track=track,
        way=order.delivery_way,
        title=order.delivery_title,
        carrier=order.delivery_carrier,
        point=order.delivery_point,
        handed_over_at=now,
        handed_over_version=order.version,
    )


def blank(order_ids: Sequence[int]) -> int:
    """Takes the numbers and points of pick-up out of the orders' shipments; returns how many had some."""
    told = Shipment.objects.filter(order_id__in=order_ids).exclude(track="", point="")
    return told.update(track="", point="")
