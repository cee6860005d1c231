"""Orders, clients and events as they leave: the field names of the API, written down once for CSV and JSON lines.

Left out are an order's tab and claim, which change by the minute; added are `source` and `closed_at`.
"""

from __future__ import annotations

from typing import Any

from dozvon.catalog.models import Product
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
        "shipments",
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
