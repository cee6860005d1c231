"""Moving the task of an order to another time, without a call (domain, section 5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import Refusal
from dozvon.core.pipeline import reschedule as rule
from dozvon.orders import access, rules
from dozvon.orders.actions.edit import check_free
from dozvon.orders.actions.perform import task_body
from dozvon.orders.errors import Refused
from dozvon.orders.events import OrderRescheduled, subject_of
from dozvon.orders.models import Order
from dozvon.platform.events.actions import record
from dozvon.shops import queries as shops


def reschedule(actor: Actor, order_id: int, due_at: datetime, now: datetime, version: int | None = None) -> Order:
    """Moves the task to the first allowed moment from `due_at` on; a claim of the actor's own stays.

    Raises OrderNotFound, NotPermitted, Closed, Claimed (another holds it), Stale and Refused; then nothing changes.
    """
    with transaction.atomic():
        order = access.locked(actor, order_id)
        check_free(order, actor, now, version)
        pipeline, before = rules.pipeline_of(order), order.task_due_at
        task = rule.reschedule(pipeline, rules.facts_of(order), due_at, now, shops.hours_of(order.shop), actor)
        if isinstance(task, Refusal):
            raise Refused(task)
        order.task_due_at = task.due_at
        order.version += 1
        order.save(update_fields=["task_due_at", "version"])
        moved = task_body(pipeline, task.kind, task.due_at)
        event = OrderRescheduled(subject_of(order), task=moved, from_=before, version=order.version)
        record(actor, now, [event])
    return order
