"""Where open orders go when a new version has no place for them: their status, and the task that fits it."""

from __future__ import annotations

from collections.abc import Mapping

from dozvon.core.hours import ShopHours
from dozvon.core.pipeline import due
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Task


def tasks_of(pipeline: Pipeline, status: str) -> tuple[str, ...]:
    """The kinds of task an order in that status may have: what leads there sets them, ageing adds its own."""
    kinds = [pipeline.arrival.task.kind] if pipeline.arrival.status == status else []
    for action in pipeline.actions:
        led = (branch.variant for branch in action.branches)
        kinds += [variant.task.kind for variant in led if variant.to == status and variant.task is not None]
    if pipeline.ageing is not None and status in pipeline.ageing.statuses:
        kinds.append(pipeline.ageing.task)
    return tuple(dict.fromkeys(kinds))


def carried_kind(pipeline: Pipeline, status: str, kind: str) -> str | None:
    """The kind of task in `status` of an order that had `kind`: the same where it fits, None where it is closed."""
    if pipeline.status[status].kind != "open":
        return None
    fitting = tasks_of(pipeline, status)
    return kind if kind in fitting else fitting[0]


def carried_task(pipeline: Pipeline, status: str, task: Task, hours: ShopHours, client_zone: str) -> Task | None:
    """The task in `status` of an order that had `task`, of `carried_kind`.

    Another kind keeps the due time, moved on to the first allowed moment.
    """
    kind = carried_kind(pipeline, status, task.kind)
    if kind is None or kind == task.kind:
        return task if kind else None
    return due.task(pipeline, kind, task.due_at, hours, client_zone)


def wrong_targets(pipeline: Pipeline, moves: Mapping[str, str]) -> list[str]:
    """Statuses that would go to one that the pipeline does not have."""
    return [source for source, target in moves.items() if target not in pipeline.status]


def target_of(pipeline: Pipeline, moves: Mapping[str, str], status: str) -> str:
    """Where an order in that status goes: it stays where the pipeline still has it as open."""
    kept = pipeline.status.get(status)
    return status if kept is not None and kept.kind == "open" else moves[status]
