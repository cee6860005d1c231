"""Orders, clients and events as they leave: the field names of the API, written down once for CSV and JSON lines.

Left out are an order's tab and claim, which change by the minute; added are `source` and `closed_at`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dozvon.catalog.models import Product
from dozvon.clients.models import Client, Contact
from dozvon.orders import delivering
from dozvon.orders.models import Order, OrderLine
from dozvon.platform.events.models import Event
from dozvon.shops.models import Shop

Record = dict[str, Any]

DELIVERY = tuple(f"delivery.{part}" for part in ("way", "title", "carrier", "cost", "named", "date", "hours", "point"))

# The columns of a CSV are paths into a record.
ORDER_COLUMNS = (
    *("id", "number", "shop", "external_id", "channel", "status", "status_kind", "attempts", "attempts_total"),
    *("problem", "task.kind", "task.due_at", "task.assignee", "responsible"),
    *("client.id", "client.name", "client.phone", "client.email", "client.city", "client.company", "client.zone"),
    *(
        "lines",
        "totals.goods",
        "totals.delivery",
        "totals.total",
        *DELIVERY,
        "currency",
        "flags",
        "comment",
        "address",
        "fields",
    ),
    *("source", "received_at", "last_call_at", "closed_at", "zone", "version"),
)
CLIENT_COLUMNS = (
    *("id", "kind", "name", "phone", "email", "city", "company", "zone"),
    *("contacts", "statuses", "fields", "flags", "created_at"),
)
PRODUCT_COLUMNS = (*("shop", "sku", "name", "price", "currency", "max_discount", "promotion", "accessories", "active"),)
EVENT_COLUMNS = ("id", "at", "kind", "actor", "shop", "order_id", "client_id", "body")


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC, as in the API."""
    return None if value is None else value.astimezone(UTC).isoformat()


def order(one: Order, lines: Sequence[OrderLine], contacts: Sequence[Contact]) -> Record:
    """An order that was fetched with its shop, client and people."""
    delivering.read_old_keys(one)
    return {
        "id": one.pk,
        "number": one.number,
        "shop": one.shop.code,
        "external_id": one.external_id,
        "channel": one.channel,
        "status": one.status,
        "status_kind": one.status_kind,
        "attempts": one.attempts,
        "attempts_total": one.attempts_total,
        "problem": one.problem,
        "task": _task(one),
        "responsible": one.responsible.name if one.responsible else None,
        "client": _brief(one.client, contacts),
        "lines": [_line(line) for line in lines],
        "totals": {"goods": str(one.goods_total), "delivery": str(one.delivery_total), "total": str(one.total)},
        "delivery": delivering.document(one),
        "currency": one.currency,
        "flags": one.flags,
        "comment": one.comment,
        "address": one.address,
        "fields": one.fields,
        "source": one.source,
        "received_at": moment(one.received_at),
        "last_call_at": moment(one.last_call_at),
        "closed_at": moment(one.closed_at),
        "zone": one.zone,
        "version": one.version,
    }


def _task(one: Order) -> Record | None:
    if one.task_kind is None:
        return None
    assignee = one.task_user.name if one.task_user else one.task_role
    return {"kind": one.task_kind, "due_at": moment(one.task_due_at), "assignee": assignee}


def _line(line: OrderLine) -> Record:
    return {
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "price": None if line.price is None else str(line.price),
        "discount_percent": str(line.discount_percent),
        "total": str(line.total),
        "role": line.role,
    }


def _brief(client: Client, contacts: Sequence[Contact]) -> Record:
    first = {contact.kind: contact.value for contact in reversed(contacts)}
    return {
        "id": client.pk,
        "name": client.name,
        "phone": first.get("phone"),
        "email": first.get("email"),
        "city": client.city,
        "company": client.company,
        "zone": client.zone,
    }


def client(one: Client, contacts: Sequence[Contact]) -> Record:
    """A client with all contacts, main ones first."""
    return _brief(one, contacts) | {
        "kind": one.kind,
        "contacts": [{"kind": c.kind, "value": c.value, "main": c.main} for c in contacts],
        "statuses": one.statuses,
        "fields": one.fields,
        "flags": one.flags,
        "created_at": moment(one.created_at),
    }


def event(one: Event, shop: str | None) -> Record:
    """An event with the shop, order and client it tells of."""
    return {
        "id": one.pk,
        "at": moment(one.at),
        "kind": one.kind,
        "actor": one.actor_label,
        "shop": shop,
        "order_id": one.order_id,
        "client_id": one.client_id,
        "body": one.body,
    }


def product(one: Product, shop: Shop) -> Record:
    """A product that was fetched with its promotion, as an import reads it back."""
    return {
        "shop": shop.code,
        "sku": one.sku,
        "name": one.name,
        "price": None if one.price is None else f"{one.price:.2f}",
        "currency": shop.currency,
        "max_discount": f"{one.max_discount:.2f}",
        "promotion": one.promotion.name if one.promotion else None,
        "accessories": ", ".join(one.accessories),
        "active": "yes" if one.active else "no",
    }
