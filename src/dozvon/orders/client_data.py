"""The orders of clients: they follow a merge, stand in a dossier, and keep only what was sold after an erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, LiteralString

from django.db import connection

from dozvon.clients.queries import contacts_of, moved_by_merges
from dozvon.core.errors import FieldError
from dozvon.orders import access
from dozvon.orders.actions import erase
from dozvon.orders.models import OPEN, Order
from dozvon.orders.queries import lines_of
from dozvon.orders.records import order_record
from dozvon.platform.client_data import ClientData, PersonTraces

NAMED = 5
"""Open orders that a refusal names."""

_MOVE = "UPDATE orders SET client_id = %s WHERE client_id = %s RETURNING id"
_GIVE_BACK = "UPDATE orders SET client_id = %s WHERE id = ANY(%s) AND client_id = %s"


class OrdersOfClients(ClientData):
    """Orders in whatever shop."""

    name: ClassVar[str] = "orders"
    seen_in_shops: ClassVar[LiteralString | None] = (
        "EXISTS (SELECT 1 FROM orders seen WHERE seen.client_id = clients.id AND seen.shop_id = ANY(%s) OFFSET 0)"
    )

    def move(self, source_id: int, target_id: int) -> list[int]:
        """All orders of the source; returns their ids."""
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [target_id, source_id])
            return sorted(pk for (pk,) in cursor.fetchall())

    def give_back(self, source_id: int, target_id: int, moved: Any) -> None:
        """Those orders that are still the target's."""
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [source_id, moved or [], target_id])

    def find(self, person: PersonTraces) -> None:
        """Orders of the actor's shops; lent ones in whatever shop, their events are narrowed by shop."""
        bought = access.visible(person.actor).filter(client_id__in=person.client_ids)
        bought = bought.select_related("shop", "client", "responsible", "task_user").order_by("received_at", "pk")
        self._note(person, list(bought))

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """The orders with lines, the oldest first."""
        bought: list[Order] = person.found[self.name]
        lines, contacts = lines_of(person.order_ids), contacts_of([order.client_id for order in bought])
        return {"orders": [order_record(order, lines[order.pk], contacts[order.client_id]) for order in bought]}

    def obstacles(self, person: PersonTraces, *, lock: bool) -> Sequence[FieldError]:
        """Orders of shops the actor does not see, and open ones."""
        sold = erase.orders_of(person.client_ids, lock=lock)
        self._note(person, sold)
        if not all(person.actor.sees_shop(order.shop_id) for order in sold):
            return [FieldError("client", "other_shops")]
        numbers = [f"№ {order.number}" for order in sold if order.status_kind == OPEN]
        if numbers:
            more = f" +{len(numbers) - NAMED}" if len(numbers) > NAMED else ""
            return [FieldError("client", "open_orders", {"value": ", ".join(numbers[:NAMED]) + more})]
        return []

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Empties what orders hold of the client beside the card."""
        erase.blank(person.order_ids)
        return {"orders": len(person.order_ids)}

    def _note(self, person: PersonTraces, orders: list[Order]) -> None:
        person.found[self.name] = orders
        person.order_ids = [order.pk for order in orders]
        lent = moved_by_merges(person.client_ids, self.name)
        person.lent_order_ids = sorted({pk for order_ids in lent for pk in order_ids})
