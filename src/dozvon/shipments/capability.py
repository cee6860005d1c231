"""Shipments, as the rest of the program sees them."""

from __future__ import annotations

from dozvon.platform.capabilities import Capability
from dozvon.shipments.actions import ShipmentsOfOrders
from dozvon.shipments.client_data import ShipmentsOfClients

CAPABILITY = Capability(
    name="shipments",
    client_data=(ShipmentsOfClients(),),
    constraints=("shipments_delivered_after",),
    order_followers=(ShipmentsOfOrders(),),
)
