"""Changing a client moves the open orders along: their clock, and with it when they may be called."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dozvon.clients.actions.edit import ClientChanges, edit
from dozvon.clients.models import Client
from dozvon.core.actor import Actor
from dozvon.core.hours import next_call_moment
from dozvon.orders import rules
from dozvon.orders.events import OrderRezoned, subject_of
from dozvon.orders.models import OPEN, Order
from dozvon.platform.events.actions import record
from dozvon.shops import queries as shops


def edit_client(actor: Actor, client_id: int, changes: ClientChanges, now: datetime) -> Client:
    """`clients.actions.edit`, and the open orders' calls moved into the client's own day where it changed."""
    with transaction.atomic():
        client = edit(actor, client_id, changes, now)
        if changes.zone is not None or changes.city is not None:
            _move_calls(actor, client, now)
    return client


def _move_calls(actor: Actor, client: Client, now: datetime) -> None:
    waiting = Order.objects.select_for_update(of=("self",)).select_related("shop")
    events = []
    for order in waiting.filter(client=client, status_kind=OPEN).exclude(zone=client.zone).order_by("pk"):
        order.zone = client.zone
        pipeline = rules.pipeline_of(order)
        if order.task_due_at is not None and pipeline.task[order.task_kind or ""].call:
            order.task_due_at = next_call_moment(shops.hours_of(order.shop), client.zone, order.task_due_at)
        order.version += 1
        order.save(update_fields=["zone", "task_due_at", "version"])
        events.append(OrderRezoned(subject_of(order), zone=client.zone, due_at=order.task_due_at))
    record(actor, now, events)
