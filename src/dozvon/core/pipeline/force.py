"""A forced move: the head puts an order where no action leads, with a reason, and says what is done next.

The one rule stands all the same: an open status comes with exactly one task, a closed one with none. The pursuit of
the client begins anew, so that a forced order stands in a tab that is dialled and not where it had aged out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dozvon.core.errors import FieldError, Refusal
from dozvon.core.fields import FURTHEST
from dozvon.core.hours import ShopHours
from dozvon.core.pipeline import due
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import OrderFacts, Task
from dozvon.core.pipeline.forms import LONGEST_COMMENT
from dozvon.core.pipeline.queues import queue_of

LATE_CLOCK = timedelta(minutes=2)
"""A due time so little ago was meant as «at once»: the form stood open for a while."""


@dataclass(frozen=True, slots=True)
class ForcedMove:
    """Where to and why; without a task kind the usual one of the status, without a time at once."""

    status: str
    reason: str
    task_kind: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Forced:
    """What a forced move makes of an order; `task` is None exactly when the new status is closed."""

    status: str
    task: Task | None
    attempts: int
    pursued_since: datetime
    responsible_id: int | None
    reason: str


def force(pipeline: Pipeline, facts: OrderFacts, move: ForcedMove, now: datetime, hours: ShopHours) -> Forced | Refusal:
    """The order after the move, or every mistake in it."""
    errors = [*_status(pipeline, facts, move), *_reason(move), *_task(pipeline, move, now)]
    if errors:
        return Refusal("fields", tuple(errors))
    if pipeline.status[move.status].kind != "open":
        kept = (facts.attempts, facts.pursued_since, facts.responsible_id)
        return Forced(move.status, None, *kept, move.reason.strip())
    forced = Forced(
        status=move.status,
        task=due.task(pipeline, _kind(pipeline, move), max(now, move.due_at or now), hours, facts.client_zone),
        attempts=0,
        pursued_since=max(now, facts.received_at),
        # New orders are nobody's: whoever is free takes them.
        responsible_id=None if move.status == pipeline.arrival.status else facts.responsible_id,
        reason=move.reason.strip(),
    )
    if _is_handed_out(pipeline, _moved(facts, forced), forced, now, hours):
        return forced
    return Refusal("fields", (FieldError("task.kind", "never_handed_out"),))


def usual_task(pipeline: Pipeline, status: str) -> str | None:
    """The kind of task with which orders come into the status by themselves; None for a closed one."""
    if pipeline.status[status].kind != "open":
        return None
    if status == pipeline.arrival.status:
        return pipeline.arrival.task.kind
    led = (branch.variant for button in pipeline.actions for branch in button.branches if branch.variant.to == status)
    return next((variant.task.kind for variant in led if variant.task is not None), None)


def _moved(facts: OrderFacts, forced: Forced) -> OrderFacts:
    return replace(facts, status=forced.status, attempts=forced.attempts, pursued_since=forced.pursued_since)


def _kind(pipeline: Pipeline, move: ForcedMove) -> str:
    return move.task_kind or usual_task(pipeline, move.status) or ""


def _is_handed_out(pipeline: Pipeline, facts: OrderFacts, forced: Forced, now: datetime, hours: ShopHours) -> bool:
    """Whether somebody is given the task: a call that is anybody's must stand in a tab that is dialled."""
    kind = pipeline.task[forced.task.kind] if forced.task else None
    if kind is None or not kind.call or kind.role is not None:
        return True
    queue = pipeline.queue.get(queue_of(pipeline, facts, now, hours.zone) or "")
    return queue is not None and queue.dialled


def _status(pipeline: Pipeline, facts: OrderFacts, move: ForcedMove) -> Iterator[FieldError]:
    if move.status not in pipeline.status:
        allowed = ", ".join(status.code for status in pipeline.statuses)
        yield FieldError("status", "unknown" if move.status else "missing", _named(move.status, allowed))
    elif move.status == facts.status and (pipeline.status[move.status].kind != "open" or move.task_kind is None):
        yield FieldError("status", "same_status")


def _reason(move: ForcedMove) -> Iterator[FieldError]:
    text = move.reason.strip()
    if not text:
        yield FieldError("reason", "missing")
    elif len(text) > LONGEST_COMMENT:
        yield FieldError("reason", "too_long", {"most": str(LONGEST_COMMENT)})
    elif "\x00" in text:
        yield FieldError("reason", "bad_character")


def _task(pipeline: Pipeline, move: ForcedMove, now: datetime) -> Iterator[FieldError]:
    status = pipeline.status.get(move.status)
    if status is None:
        return
    if status.kind != "open":
        yield from (
            FieldError(name, "closed_has_no_task")
            for name, given in (("task.kind", move.task_kind), ("task.due_at", move.due_at))
            if given is not None
        )
        return
    if move.task_kind is not None and move.task_kind not in pipeline.task:
        yield FieldError("task.kind", "unknown", _named(move.task_kind, ", ".join(pipeline.task)))
    elif move.task_kind is None and usual_task(pipeline, move.status) is None:
        yield FieldError("task.kind", "missing")
    if move.due_at is not None and move.due_at.tzinfo is None:
        yield FieldError("task.due_at", "no_zone")
    elif move.due_at is not None and move.due_at < now - LATE_CLOCK:
        yield FieldError("task.due_at", "in_past")
    elif move.due_at is not None and move.due_at > now + FURTHEST:
        yield FieldError("task.due_at", "too_far")


def _named(value: str, allowed: str) -> dict[str, str]:
    return {"value": value[:80], "allowed": allowed}
