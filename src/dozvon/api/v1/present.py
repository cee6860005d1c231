"""From rows to the public shapes of `schemas.py`: plain dictionaries, no statements but the two batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.http import HttpResponse

from dozvon.clients.models import Client, Contact
from dozvon.clients.queries import contacts_of
from dozvon.clients.records import client_brief
from dozvon.core.iso import iso_utc
from dozvon.orders import order_delivery, rules
from dozvon.orders.models import Order, OrderLine
from dozvon.orders.queries import lines_of
from dozvon.orders.records import line_record, task_record
from dozvon.platform.events.models import Event
from dozvon.shipments.queries import shipment_record, shipments_of

TOGETHER = timedelta(seconds=5)
"""Rows of one intake are written within this time."""


def answer(content: Any, status: int = 200) -> HttpResponse:
    """JSON, as bytes at once."""
    return HttpResponse(orjson.dumps(content), status=status, content_type="application/json")


def orders(found: Sequence[Order], now: datetime) -> list[dict[str, Any]]:
    """The orders with clients, lines and shipments: two statements however many, three where some were shipped."""
    lines = lines_of([order.pk for order in found])
    contacts, sent = contacts_of([order.client_id for order in found]), shipments_of(found)
    return [
        _order(order, lines[order.pk], contacts[order.client_id], now)
        | {"shipments": [shipment_record(one) for one in sent[order.pk]]}
        for order in found
    ]


def order(one: Order, now: datetime) -> dict[str, Any]:
    """One order, as `orders`."""
    return orders([one], now)[0]


def _order(order: Order, lines: list[OrderLine], contacts: list[Contact], now: datetime) -> dict[str, Any]:
    held = rules.holder_of(order, now) is not None
    return {
        "id": order.pk,
        "number": order.number,
        "shop": order.shop.code,
        "external_id": order.external_id,
        "channel": order.channel,
        "status": order.status,
        "status_kind": order.status_kind,
        "queue": rules.current_queue(order, now),
        "attempts": order.attempts,
        "attempts_total": order.attempts_total,
        "problem": order.problem,
        "task": task_record(order),
        "responsible": order.responsible.name if order.responsible else None,
        "claimed_by": order.claimed_by.name if held and order.claimed_by else None,
        "claimed_until": iso_utc(order.claimed_until) if held else None,
        "client": client_brief(order.client, contacts),
        "lines": [line_record(line) for line in lines],
        "totals": {
            "goods": str(order.goods_total),
            "delivery": str(order.delivery_total),
            "total": str(order.total),
        },
        "delivery": order_delivery.document(order),
        "currency": order.currency,
        "flags": order.flags,
        "comment": order.comment,
        "address": order.address,
        "fields": order.fields,
        "received_at": iso_utc(order.received_at),
        "last_call_at": iso_utc(order.last_call_at),
        "zone": order.zone,
        "version": order.version,
    }


def sender_only(brief: dict[str, Any], order: Order, sent: frozenset[str]) -> dict[str, Any]:
    """The client as a site may see it that only takes orders in: what it sent itself, nothing we knew before.

    A client made together with the order holds nothing else.
    """
    if order.created_at - order.client.created_at < TOGETHER:
        return brief
    contacts = {kind: brief[kind] if brief[kind] in sent else None for kind in ("phone", "email")}
    return brief | {"name": "", "city": "", "company": ""} | contacts


def client(one: Client, contacts: list[Contact]) -> dict[str, Any]:
    """The client card."""
    return client_brief(one, contacts) | {
        "kind": one.kind,
        "contacts": [{"kind": c.kind, "value": c.value, "main": c.main} for c in contacts],
        "statuses": one.statuses,
        "fields": one.fields,
        "flags": one.flags,
        "merged_into": one.merged_into_id,
    }


def event(one: Event) -> dict[str, Any]:
    """An event of the history."""
    return {"id": one.pk, "at": iso_utc(one.at), "kind": one.kind, "actor": one.actor_label, "body": one.body}
