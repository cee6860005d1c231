"""Reading shipments: of some orders, or by a tracking number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dozvon.core.iso import iso_utc
from dozvon.orders import rules as orders
from dozvon.orders.models import Order
from dozvon.shipments.models import Shipment
from dozvon.shipments.rules import is_track, may_be_shipped, plain_track

MOST_FOUND = 20


def shipments_of(found: Sequence[Order]) -> dict[int, list[Shipment]]:
    """The orders' shipments, oldest first: one statement, none where no order can have been shipped."""
    by_order: dict[int, list[Shipment]] = {order.pk: [] for order in found}
    asked = [order.pk for order in found if may_be_shipped(orders.pipeline_of(order), orders.status_of(order))]
    for shipment in Shipment.objects.filter(order_id__in=asked).order_by("pk") if asked else ():
        by_order[shipment.order_id].append(shipment)
    return by_order


def orders_with_track(text: str | None) -> list[int]:
    """Ids of the orders sent under that number: one statement on an index, none for what cannot be one."""
    if text is None or not is_track(text):
        return []
    found = Shipment.objects.filter(track=plain_track(text)).order_by("-pk")
    return list(found.values_list("order_id", flat=True)[:MOST_FOUND])


def shipment_record(shipment: Shipment) -> dict[str, Any]:
    """A shipment as API, exports and dossiers show it."""
    return {
        "track": shipment.track or None,
        "way": shipment.way or None,
        "title": shipment.title or None,
        "carrier": shipment.carrier or None,
        "point": shipment.point or None,
        "handed_over_at": iso_utc(shipment.handed_over_at),
        "delivered_at": iso_utc(shipment.delivered_at),
    }
