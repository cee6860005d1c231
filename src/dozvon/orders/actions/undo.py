"""Taking back one's own last action within the shop's seconds: the row goes back to exactly what it was.

What it was stands in the action's event, which stays; another event says that it was undone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import WORK_ORDERS
from dozvon.orders import access, rows, rules
from dozvon.orders.actions.claims import claimed_event
from dozvon.orders.errors import NotUndoable
from dozvon.orders.events import ActionPerformed, ActionUndone, FactsBefore, OrderClaimed, OrderReleased, subject_of
from dozvon.orders.following import followers
from dozvon.orders.models import OPEN, Order
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.events.actions import record
from dozvon.platform.events.models import Event

FACTS: Final = (
    "pipeline_id",
    "status",
    "status_kind",
    "task_kind",
    "task_due_at",
    "task_role",
    "task_user_id",
    "responsible_id",
    "attempts",
    "attempts_total",
    "problem",
    "pursued_since",
    "first_call_at",
    "last_call_at",
    "closed_at",
    "fields",
)
"""What an action may change of an order, beside its claim and its version."""
_MOMENTS = frozenset({"task_due_at", "pursued_since", "first_call_at", "last_call_at", "closed_at"})
_HANDS = (OrderClaimed.kind, OrderReleased.kind)


def undo(actor: Actor, order_id: int, now: datetime) -> Order:
    """Takes the actor's last action on the order back; the order is in the actor's hands again.

    Sent twice it is answered as once. Raises OrderNotFound, NotPermitted, Claimed and NotUndoable.
    """
    if actor.user_id is None or not actor.may(WORK_ORDERS):
        raise NotPermitted
    with transaction.atomic():
        order = access.locked(actor, order_id)
        access.demand_free(actor, order, now)
        last = Event.objects.filter(order_id=order.pk).exclude(kind__in=_HANDS).order_by("-id").first()
        if last is None or last.kind not in (ActionPerformed.kind, ActionUndone.kind) or "before" not in last.body:
            raise NotUndoable("undo_changed")
        _check(last, order, actor, now)
        if last.kind == ActionUndone.kind:
            return order
        _restore(order, last.body["before"])
        if order.status_kind == OPEN:
            order.claimed_by_id = actor.user_id
            order.claimed_until = now + timedelta(minutes=order.shop.claim_minutes)
        order.version += 1
        rows.update(order, [*FACTS, "claimed_by_id", "claimed_until", "version"])
        for follower in followers():
            follower.undone(order, last.body["version"])
        taken = [claimed_event(order)] if order.claimed_by_id is not None else []
        record(actor, now, [_event(order, last), *taken])
    return order


def _check(last: Event, order: Order, actor: Actor, now: datetime) -> None:
    if last.body.get("version") != order.version:
        raise NotUndoable("undo_changed")
    if last.actor_id != actor.user_id:
        raise NotUndoable("undo_not_yours")
    if order.shop.undo_seconds == 0:
        raise NotUndoable("undo_off")
    if now - last.at > timedelta(seconds=order.shop.undo_seconds):
        raise NotUndoable("undo_late")


def facts_of(order: Order) -> dict[str, Any]:
    """The facts as they are now, as a document can hold them."""
    values = {name: getattr(order, name) for name in FACTS}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def changed(before: dict[str, Any], order: Order) -> FactsBefore:
    """Of the facts of before, those that are others now."""
    after = facts_of(order)
    return cast(FactsBefore, {name: value for name, value in before.items() if value != after[name]})


def _restore(order: Order, before: dict[str, Any]) -> None:
    for name, value in before.items():
        setattr(order, name, datetime.fromisoformat(value) if value and name in _MOMENTS else value)


def _event(order: Order, action: Event) -> ActionUndone:
    """What was undone, and where the order stands again; `before` is empty, for an undo cannot be undone."""
    status = read_pipeline(order.pipeline_id).status[order.status]
    return ActionUndone(
        subject_of(order),
        event=action.pk,
        action=action.body["action"],
        status=rules.label(order.status, status.title),
        before={},
        version=order.version,
    )
