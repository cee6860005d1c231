"""A version as it is read: a table for each section, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from dozvon.core.pipeline.action import Action, TaskRule, Variant
from dozvon.core.pipeline.document import Bounds, Ladder, MatrixCell, Pipeline, Queue
from dozvon.web.common.wording import role_title, text_of
from dozvon.web.pipelines.values import NOTHING, ladder_title, list_title, part_title, span, value_in_words
from dozvon.web.pipelines.wording import CHOICES, SECTIONS, field_title


@dataclass(frozen=True, slots=True)
class Table:
    """A section: its headings and rows; the first cell of a row names it."""

    code: str
    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, ...]]


def tables(pipeline: Pipeline) -> list[Table]:
    """The whole document."""
    found = [
        _statuses(pipeline),
        _queues(pipeline),
        _actions(pipeline),
        _ladders(pipeline),
        _reasons(pipeline),
        _tasks(pipeline),
        _moves(pipeline),
    ]
    return [table for table in found if table.rows]


def _statuses(pipeline: Pipeline) -> Table:
    rows = [
        (
            text_of(item.title),
            str(CHOICES[item.kind]),
            NOTHING if item.level is None else str(item.level),
            value_in_words(pipeline, "milestone", item.milestone) if not item.trash else field_title("trash").lower(),
            item.code,
        )
        for item in pipeline.statuses
    ]
    heads = _heads("Status", "Kind", "Level", "What has been achieved", "Code")
    return Table("statuses", str(SECTIONS["statuses"]), heads, rows)


def _heads(*names: str) -> list[str]:
    known = {
        "Status": gettext("Status"),
        "Kind": gettext("Kind"),
        "Level": gettext("Level"),
        "What has been achieved": gettext("What has been achieved"),
        "Code": gettext("Code"),
        "Tab": gettext("Tab"),
        "What stands in it": gettext("What stands in it"),
        "Sorting": gettext("Sorting"),
        "Priority": gettext("Priority"),
        "Button": gettext("Button"),
        "Offered in": gettext("Offered in"),
        "Leads to": gettext("Leads to"),
        "Next task": gettext("Next task"),
        "Asked for": gettext("Asked for"),
        "Ladder": gettext("Ladder"),
        "Delays": gettext("Delays"),
        "After the last step": gettext("After the last step"),
        "List of reasons": gettext("List of reasons"),
        "Reasons": gettext("Reasons"),
        "Task": gettext("Task"),
        "Whose task": gettext("Whose task"),
        "From status": gettext("From status"),
        "Who may": gettext("Who may"),
    }
    return [known[name] for name in names]


def _queues(pipeline: Pipeline) -> Table:
    rows = [
        (
            text_of(queue.title),
            _where(pipeline, queue),
            str(CHOICES[queue.order]),
            str(queue.priority) if queue.priority is not None else gettext("not handed out"),
        )
        for queue in pipeline.queues
    ]
    heads = _heads("Tab", "What stands in it", "Sorting", "Priority")
    return Table("queues", str(SECTIONS["queues"]), heads, rows)


def _where(pipeline: Pipeline, queue: Queue) -> str:
    parts = [", ".join(part_title(pipeline.status, code) for code in queue.where.statuses)]
    if bounds := _bounds(queue.where.attempts):
        parts.append(gettext("unanswered calls: %(range)s") % {"range": bounds})
    if bounds := _bounds(queue.where.age):
        parts.append(gettext("days since arrival: %(range)s") % {"range": bounds})
    return "; ".join(parts)


def _bounds(bounds: Bounds) -> str:
    if bounds.min is None and bounds.max is None:
        return ""
    least = bounds.min or 0
    if bounds.max is None:
        return gettext("from %(least)s") % {"least": least}
    return str(least) if least == bounds.max else f"{least}–{bounds.max}"


def _actions(pipeline: Pipeline) -> Table:
    rows = [row for action in pipeline.actions for row in _action(pipeline, action)]
    heads = _heads("Button", "Offered in", "Asked for", "Leads to", "Next task")
    return Table("actions", str(SECTIONS["actions"]), heads, rows)


def _action(pipeline: Pipeline, action: Action) -> Iterator[tuple[str, ...]]:
    title = text_of(action.title)
    items = {item.code: text_of(item.title) for item in action.choices}
    for branch in action.branches:
        variant, sources = branch.variant, value_in_words(pipeline, "sources", list(branch.sources))
        if branch.case is not None and branch.case.tasks:
            sources += f" ({value_in_words(pipeline, 'tasks', list(branch.case.tasks))})"
        name = f"{title}: {items[branch.choice]}" if branch.choice else title
        yield (
            name,
            sources,
            _asked(pipeline, variant),
            part_title(pipeline.status, variant.to),
            task_of(pipeline, variant),
        )


def _asked(pipeline: Pipeline, variant: Variant) -> str:
    asked = []
    if variant.problem.rule == "required" and variant.problem.list:
        asked.append(gettext("reason"))
    if variant.comment.rule == "required":
        asked.append(gettext("comment"))
    if variant.call_back_at != "forbidden":
        asked.append(gettext("time of the next call"))
    asked += [text_of(field.title).lower() for field in variant.fields]
    return ", ".join(asked) or NOTHING


def task_of(pipeline: Pipeline, variant: Variant) -> str:
    """The next task of an action in words."""
    return NOTHING if variant.task is None else _task(pipeline, variant.task)


def _task(pipeline: Pipeline, rule: TaskRule) -> str:
    title, when = part_title(pipeline.task, rule.kind), rule.when
    if when.ladder is not None:
        return f"{title}: " + gettext("by the ladder")
    if when.field is not None:
        return f"{title}: " + (
            gettext("%(span)s before the time named") % {"span": span(when.before)}
            if when.before
            else gettext("at the time named")
        )
    if when.days is not None:
        days = ngettext("%(count)s day later", "%(count)s days later", when.days) % {"count": when.days}
        return f"{title}: {days}"
    if not when.after:
        return f"{title}: " + gettext("at once")
    return f"{title}: " + gettext("in %(span)s") % {"span": span(when.after)}


def _ladders(pipeline: Pipeline) -> Table:
    rows = [(ladder_title(pipeline, item.code), steps_of(item), _end(pipeline, item)) for item in pipeline.ladders]
    return Table("ladders", str(SECTIONS["ladders"]), _heads("Ladder", "Delays", "After the last step"), rows)


def steps_of(ladder: Ladder) -> str:
    """The delays one after another."""
    return " → ".join(span(step) for step in ladder.steps) or NOTHING


def _end(pipeline: Pipeline, ladder: Ladder) -> str:
    if ladder.repeat is not None:
        return gettext("again every %(span)s") % {"span": span(ladder.repeat)}
    return part_title(pipeline.status, ladder.end.status) if ladder.end else NOTHING


def _reasons(pipeline: Pipeline) -> Table:
    rows = [
        (list_title(pipeline, item.code), value_in_words(pipeline, "problems", list(item.problems)))
        for item in pipeline.lists
    ]
    return Table("reasons", str(SECTIONS["reasons"]), _heads("List of reasons", "Reasons"), rows)


def _tasks(pipeline: Pipeline) -> Table:
    rows = [
        (
            text_of(item.title),
            gettext("call") if item.call else NOTHING,
            role_title(item.role) if item.role else NOTHING,
        )
        for item in pipeline.tasks
    ]
    return Table("tasks", str(SECTIONS["tasks"]), _heads("Task", "Kind", "Whose task"), rows)


def _allowed_to(pipeline: Pipeline, cell: MatrixCell) -> str:
    roles = value_in_words(pipeline, "roles", [role.value for role in cell.roles])
    if not cell.forbid:
        return roles
    return gettext("not %(roles)s") % {"roles": roles} if cell.roles else gettext("nobody")


def _moves(pipeline: Pipeline) -> Table:
    rows = [
        (
            part_title(pipeline.status, move.source),
            part_title(pipeline.status, move.to),
            _allowed_to(pipeline, move),
        )
        for move in pipeline.matrix
    ]
    return Table("matrix", str(SECTIONS["matrix"]), _heads("From status", "Leads to", "Who may"), rows)
