"""The only way an order's status changes: lock, decide, write the row and its events in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import Refusal
from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.decide import decide
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Decision, Form
from dozvon.orders import access, rows, rules
from dozvon.orders.actions import undo
from dozvon.orders.errors import Refused, Stale
from dozvon.orders.events import ActionPerformed, DueTask, subject_of
from dozvon.orders.following import followers
from dozvon.orders.models import OPEN, Order
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.events.actions import record
from dozvon.platform.events.models import Event
from dozvon.shops import queries as shops

CHANGED = [*undo.FACTS, "claimed_by_id", "claimed_until", "version"]


def perform(
    actor: Actor,
    order_id: int,
    action: str,
    form: Form,
    now: datetime,
    version: int | None = None,
    once: str | None = None,
    since: int | None = None,
) -> Order:
    """Carries out one action on one order and gives it back, free of any claim.

    `once` is a key of the sender's: the same again, after a lost answer, changes nothing and is answered as done.
    `since` is the version the actor saw when they pressed: later ones must all be their own.
    Raises OrderNotFound, NotPermitted, Claimed (another holds it), Stale (`version` is not the present one) and
    Refused (the rules say no). A refusal changes nothing.
    """
    with transaction.atomic():
        order = access.locked(actor, order_id)
        if once is not None and version != order.version and _is_done(actor, order_id, once):
            return order
        access.demand_free(actor, order, now)
        if (version is not None and version != order.version) or _others_changed(actor, order, since):
            raise Stale(order.version)
        pipeline = rules.pipeline_of(order)
        facts = rules.facts_of(order, _needs_own_client(pipeline, action) and is_own_client(order))
        decision = decide(pipeline, facts, action, form, now, shops.hours_of(order.shop), actor)
        if isinstance(decision, Refusal):
            raise Refused(decision)
        event, before = _event(order, pipeline, action, decision), undo.facts_of(order)
        _apply(order, pipeline, decision, now)
        rows.update(order, CHANGED)
        record(actor, now, [replace(event, before=undo.changed(before, order), once=once)])
        for follower in followers():
            follower.moved(order, pipeline.action[action], decision.fields, now)
    return order


def _is_done(actor: Actor, order_id: int, once: str) -> bool:
    """Whether the actor's action of that key is in the order's history: one statement."""
    done = Event.objects.filter(order_id=order_id, kind=ActionPerformed.kind, actor_id=actor.user_id, body__once=once)
    return done.exists()


def _others_changed(actor: Actor, order: Order, since: int | None) -> bool:
    """Whether somebody else changed the order after that version: one statement, where it has moved on at all."""
    if since is None or since == order.version:
        return False
    later = Event.objects.filter(order_id=order.pk, body__version__gt=since)
    return later.exclude(actor_id=actor.user_id).exists()


def _needs_own_client(pipeline: Pipeline, action: str) -> bool:
    button: Action | None = pipeline.action.get(action)
    return button is not None and any(variant.only_own_client for variant in button.variants.values())


def is_own_client(order: Order) -> bool:
    """Whether the client had another order with us that was not trash: one statement where the versions are known."""
    others = Order.objects.filter(client_id=order.client_id).exclude(pk=order.pk)
    standing = others.order_by().values_list("pipeline_id", "status").distinct()
    return any(not read_pipeline(version_id).status[status].trash for version_id, status in standing)


def _apply(order: Order, pipeline: Pipeline, decision: Decision, now: datetime) -> None:
    status = pipeline.status[decision.status]
    task = decision.task
    order.pipeline_id = order.shop.pipeline_id
    order.status, order.status_kind = status.code, status.kind
    order.task_kind = task.kind if task else None
    order.task_due_at = task.due_at if task else None
    order.task_role = pipeline.task[task.kind].role if task else None
    order.task_user_id = None
    order.claimed_by = order.claimed_until = None
    order.responsible_id = decision.responsible_id
    order.attempts, order.attempts_total = decision.attempts, decision.attempts_total
    order.problem = decision.problem
    order.pursued_since = decision.pursued_since
    order.last_call_at = decision.last_call_at
    if decision.call == "made" and order.first_call_at is None:
        order.first_call_at = now
    order.closed_at = None if status.kind == OPEN else now
    order.fields = {**order.fields, **decision.fields}
    order.version += 1


def _event(order: Order, pipeline: Pipeline, action: str, decision: Decision) -> ActionPerformed:
    """What happened, with the labels of today; `order` is still as it was before."""
    button, task = pipeline.action[action], decision.task
    problem = pipeline.problem.get(decision.problem or "")
    choice = next((item for item in button.choices if item.code == decision.choice), None)
    return ActionPerformed(
        subject_of(order),
        action=rules.label(action, button.title),
        choice=rules.label_or_none(decision.choice, choice.title if choice else None),
        from_=rules.label(order.status, pipeline.status[order.status].title),
        status=rules.label(decision.status, pipeline.status[decision.status].title),
        problem=rules.label_or_none(decision.problem, problem.title if problem else None),
        comment=decision.comment,
        call=decision.call,
        outcome=decision.outcome,
        attempt=decision.attempts_total if decision.outcome == "unreached" else None,
        task=None if task is None else task_body(pipeline, task.kind, task.due_at),
        fields=dict(decision.fields),
        version=order.version + 1,
        before={},
    )


def task_body(pipeline: Pipeline, kind: str, due_at: datetime) -> DueTask:
    """A task for the history: its code, its label of today, when it is due."""
    return {"code": kind, "label": pipeline.task[kind].title.model_dump(), "due_at": due_at}
