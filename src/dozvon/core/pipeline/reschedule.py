"""Moving a task to another time: the kind, the status and all counters stay; only when it is due changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, Refusal
from dozvon.core.fields import FURTHEST
from dozvon.core.hours import ShopHours
from dozvon.core.pipeline import due
from dozvon.core.pipeline.decide import may_work
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import OrderFacts, Task
from dozvon.core.roles import WORK_ORDERS, Role

_ABOVE = (Role.HEAD, Role.DIRECTOR, Role.ADMIN, Role.SYSTEM)


def may_reschedule(pipeline: Pipeline, facts: OrderFacts, actor: Actor) -> bool:
    """Whether the task is this actor's to move: theirs by role or nobody's in particular, on an order they work on."""
    if facts.task is None or not actor.may(WORK_ORDERS):
        return False
    kind = pipeline.task.get(facts.task.kind)
    role = kind.role if kind is not None else None
    return actor.role in _ABOVE or (role in (None, actor.role) and may_work(pipeline, facts.status, actor))


def reschedule(
    pipeline: Pipeline, facts: OrderFacts, due_at: datetime, now: datetime, hours: ShopHours, actor: Actor
) -> Task | Refusal:
    """The same task at the first allowed moment from `due_at` on, or why not.

    An order that nobody has called yet is not put off: its first call is due at once (domain, section 2). Only those
    who lead may do that.
    """
    if facts.task is None:
        return Refusal("transition", (FieldError("due_at", "transition"),))
    if not may_reschedule(pipeline, facts, actor):
        return Refusal("forbidden", (FieldError("due_at", "forbidden"),))
    errors = tuple(_mistakes(facts, due_at, now, actor))
    if errors:
        return Refusal("fields", errors)
    kind = pipeline.task.get(facts.task.kind)
    is_call = kind is None or kind.call
    return Task(facts.task.kind, due.first_allowed(is_call, due_at, hours, facts.client_zone))


def _mistakes(facts: OrderFacts, due_at: datetime, now: datetime, actor: Actor) -> Iterator[FieldError]:
    if due_at.tzinfo is None:
        yield FieldError("due_at", "no_zone")
    elif due_at <= now:
        yield FieldError("due_at", "in_past")
    elif due_at > now + FURTHEST:
        yield FieldError("due_at", "too_far")
    elif is_untouched(facts) and actor.role not in _ABOVE:
        yield FieldError("due_at", "not_called_yet")


def is_untouched(facts: OrderFacts) -> bool:
    """Whether nobody has worked on the order since it arrived."""
    return facts.responsible_id is None and facts.last_call_at is None and facts.attempts_total == 0
