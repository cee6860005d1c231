"""Shipments of a client's orders: they follow the orders, stand in a dossier, and lose their numbers by an erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.shipments.actions import blank
from dozvon.shipments.models import Shipment
from dozvon.shipments.queries import shipment_record


class ShipmentsOfClients(ClientData):
    """Parcels, known by the orders they belong to."""

    name: ClassVar[str] = "shipments"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """The parcels with the id of their order, the oldest first."""
        found = Shipment.objects.filter(order_id__in=person.order_ids).order_by("pk")
        return {"shipments": [{"order": one.order_id, **shipment_record(one)} for one in found]}

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Numbers and points of pick-up go; that something was sent, how and when, stays."""
        return {"shipments": blank(person.order_ids)}
