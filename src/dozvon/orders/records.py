"""Orders as they leave: in exports and dossiers, and their parts by API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dozvon.clients.models import Contact
from dozvon.clients.records import client_brief
from dozvon.core.iso import iso_utc
from dozvon.orders import order_delivery
from dozvon.orders.models import Order, OrderLine

Record = dict[str, Any]


def order_record(one: Order, lines: Sequence[OrderLine], contacts: Sequence[Contact]) -> Record:
    """An order that was fetched with its shop, client and people."""
    order_delivery.read_old_keys(one)
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
        "task": task_record(one),
        "responsible": one.responsible.name if one.responsible else None,
        "client": client_brief(one.client, contacts),
        "lines": [line_record(line) for line in lines],
        "totals": {"goods": str(one.goods_total), "delivery": str(one.delivery_total), "total": str(one.total)},
        "delivery": order_delivery.document(one),
        "currency": one.currency,
        "flags": one.flags,
        "comment": one.comment,
        "address": one.address,
        "fields": one.fields,
        "source": one.source,
        "received_at": iso_utc(one.received_at),
        "last_call_at": iso_utc(one.last_call_at),
        "closed_at": iso_utc(one.closed_at),
        "zone": one.zone,
        "version": one.version,
    }


def task_record(one: Order) -> Record | None:
    """The order's task and whose it is; None for a closed order."""
    if one.task_kind is None:
        return None
    assignee = one.task_user.name if one.task_user else one.task_role
    return {"kind": one.task_kind, "due_at": iso_utc(one.task_due_at), "assignee": assignee}


def line_record(line: OrderLine) -> Record:
    """A line of an order."""
    return {
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "price": None if line.price is None else str(line.price),
        "discount_percent": str(line.discount_percent),
        "total": str(line.total),
        "role": line.role,
    }
