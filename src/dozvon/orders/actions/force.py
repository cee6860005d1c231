"""Forced moves: the head puts an order into any status, with a reason that stays in its history (domain, section 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted, Refusal
from dozvon.core.pipeline import force as rule
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.force import Forced, ForcedMove
from dozvon.orders import access, rules
from dozvon.orders.actions.perform import CHANGED, task_body
from dozvon.orders.errors import Refused, Stale
from dozvon.orders.events import OrderForced, subject_of
from dozvon.orders.following import followers
from dozvon.orders.models import OPEN, Order
from dozvon.orders.permissions import FORCE_MOVES
from dozvon.platform.events.actions import record
from dozvon.shops import queries as shops


def force(actor: Actor, order_id: int, move: ForcedMove, now: datetime, version: int | None = None) -> Order:
    """Moves the order and gives it back, free of any claim.

    Raises NotPermitted, OrderNotFound, Claimed (somebody is talking to the client: their claim is released first),
    Stale and Refused. A refusal changes nothing.
    """
    if not actor.may(FORCE_MOVES):
        raise NotPermitted
    with transaction.atomic():
        order = access.locked(actor, order_id)
        access.demand_free(actor, order, now)
        if version is not None and version != order.version:
            raise Stale(order.version)
        pipeline = rules.pipeline_of(order)
        forced = rule.force(pipeline, rules.facts_of(order), move, now, shops.hours_of(order.shop))
        if isinstance(forced, Refusal):
            raise Refused(forced)
        event = _event(order, pipeline, forced)
        _apply(order, pipeline, forced, now)
        order.save(update_fields=CHANGED)
        record(actor, now, [event])
        for follower in followers():
            follower.moved(order, None, {}, now)
    return order


def _apply(order: Order, pipeline: Pipeline, forced: Forced, now: datetime) -> None:
    status, task = pipeline.status[forced.status], forced.task
    order.pipeline_id = order.shop.pipeline_id
    if order.status_kind == OPEN or status.kind == OPEN:
        order.closed_at = None if status.kind == OPEN else now
    order.status, order.status_kind = status.code, status.kind
    order.task_kind = task.kind if task else None
    order.task_due_at = task.due_at if task else None
    order.task_role = pipeline.task[task.kind].role if task else None
    order.task_user_id = None
    order.claimed_by = order.claimed_until = None
    order.responsible_id = forced.responsible_id
    order.attempts, order.pursued_since = forced.attempts, forced.pursued_since
    order.problem = None
    order.version += 1


def _event(order: Order, pipeline: Pipeline, forced: Forced) -> OrderForced:
    """What happened, with the labels of today; `order` is still as it was before."""
    before, task = pipeline.status.get(order.status), forced.task
    return OrderForced(
        subject_of(order),
        from_=rules.label(order.status, before.title if before else None),
        status=rules.label(forced.status, pipeline.status[forced.status].title),
        reason=forced.reason,
        task=None if task is None else task_body(pipeline, task.kind, task.due_at),
        version=order.version + 1,
    )
