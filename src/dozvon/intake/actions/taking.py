"""From checked rows to orders: the step that single and bulk intake share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError
from psycopg.errors import DeadlockDetected, SerializationFailure

from dozvon.clients import access as clients
from dozvon.clients.actions.match import match
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.core.roles import TAKE_IN_ORDERS
from dozvon.intake.reading import ReadClient
from dozvon.intake.schema import OrderIn
from dozvon.orders.actions.line_pricing import price_errors
from dozvon.orders.actions.place import NewLine, NewOrder, place
from dozvon.orders.models import Order
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Checked:
    """A row without mistakes: its place in the intake, what came, its shop, its client."""

    row: int
    order: OrderIn
    shop: Shop
    client: ReadClient


def demand_intake(actor: Actor) -> None:
    """Whether the actor takes orders in at all. Raises NotPermitted."""
    if not actor.may(TAKE_IN_ORDERS):
        raise NotPermitted


def order_errors(actor: Actor, order: OrderIn, shop: Shop, now: datetime) -> list[FieldError]:
    """What is wrong where the order names a client whom the actor does not see, or prices that are not the actor's."""
    errors = list(price_errors(actor, shop.pk, order.lines, now))
    if order.client.id is not None and not _is_seen(actor, order.client.id):
        errors.append(FieldError("client.id", "unknown_client", {"value": str(order.client.id)}))
    return errors


def _is_seen(actor: Actor, client_id: int) -> bool:
    if not actor.may(SEE_CLIENTS):
        return False
    return clients.visible(actor).filter(pk=client_id, erased_at__isnull=True).exists()


def take(actor: Actor, rows: Sequence[Checked], raw_id: int, now: datetime) -> list[int]:
    """Matches or makes the clients and places the orders; their ids. Call it inside a transaction.

    Raises what `lost_race` knows where another transaction took the same in meanwhile: begin again.
    """
    client_ids = match([row.client.client for row in rows])
    new = [_new_order(row, client_id, raw_id, now) for row, client_id in zip(rows, client_ids, strict=True)]
    return place(actor, new, now)


def _new_order(row: Checked, client_id: int, raw_id: int, now: datetime) -> NewOrder:
    order = row.order
    lines = new_lines(order)
    flags = list(row.client.flags)
    if not lines or any(line.price is None for line in lines):
        flags.append("no_price")
    return NewOrder(
        shop=row.shop,
        client_id=client_id,
        zone=row.client.client.zone,
        received_at=order.received_at or now,
        channel=order.channel,
        lines=lines,
        external_id=order.external_id,
        intake_id=raw_id,
        intake_row=row.row,
        comment=order.comment or "",
        flags=flags,
        address={"city": order.client.city} if order.client.city else {},
        source=_source(order),
    )


def new_lines(order: OrderIn) -> list[NewLine]:
    """The lines that were sent, as orders keep them."""
    return [
        NewLine(line.sku, line.name or line.sku, line.quantity, line.price, line.discount_percent, line.role)
        for line in order.lines
    ]


def _source(order: OrderIn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if order.utm:
        found["utm"] = dict(order.utm)
    if order.search_query:
        found["search_query"] = order.search_query
    return found


def lost_race(error: DatabaseError) -> bool:
    """Whether another transaction took the same in at that moment, or published what the orders go by.

    Begun again with the rows of `reread`, this one will find it.
    """
    return isinstance(error, IntegrityError) or isinstance(error.__cause__, DeadlockDetected | SerializationFailure)


def reread(rows: Sequence[Checked]) -> list[Checked]:
    """The rows with their shops as they are by now: one statement."""
    fresh = Shop.objects.in_bulk({row.shop.pk for row in rows})
    return [replace(row, shop=fresh[row.shop.pk]) for row in rows]


def taken_before(raw_id: int) -> dict[int, int]:
    """The orders that were already made of an intake, by row: what makes a retry safe."""
    made = Order.objects.filter(intake_id=raw_id, intake_row__isnull=False)
    return {row: pk for row, pk in made.values_list("intake_row", "pk") if row is not None}
