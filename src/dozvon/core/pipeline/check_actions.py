"""What can be wrong with actions, with each item of their menus, and with the arrival."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dozvon.core.pipeline.action import Action, ActionField, Case, Choice, TaskRule, Variant, When
from dozvon.core.pipeline.document import Ladder, Pipeline
from dozvon.core.pipeline.mistake import Code, Mistake, did_you_mean, mistake_sentence, unknown
from dozvon.core.pipeline.parts import Wording

_FORM = frozenset({"call", "problem", "comment", "call_back_at", "choice", "version"})
_PLACEHOLDERS = ("attempt", "problem")


@dataclass(frozen=True, slots=True)
class ActionUse:
    """One way to use an action, from `sources`: without a menu or with one item of it, plainly or in a case."""

    pipeline: Pipeline
    action: Action
    choice: Choice | None
    case: Case | None
    sources: tuple[str, ...]
    variant: Variant

    def place(self, part: str) -> str:
        """Where that part of the variant is written: in the case, the choice, or the action it is taken over from."""
        own = f"actions.{self.action.code}"
        if self.case is not None and getattr(self.case, part, None) is not None:
            return f"{self._case_place()}.{part}"
        if self.choice is not None and getattr(self.choice, part, None) is not None:
            return f"{own}.choices.{self.choice.code}.{part}"
        return f"{own}.{part}"

    def end(self) -> str:
        """The place of the variant as a whole."""
        if self.case is not None:
            return self._case_place()
        own = f"actions.{self.action.code}"
        return own if self.choice is None else f"{own}.choices.{self.choice.code}"

    def _case_place(self) -> str:
        number = next(number for number, case in enumerate(self.action.cases, 1) if case is self.case)
        return f"actions.{self.action.code}.cases.#{number}"

    def ladder(self) -> Ladder | None:
        """The ladder its task is timed by, where there is one and it is known."""
        rule = self.variant.task
        return self.pipeline.ladder.get(rule.when.ladder) if rule and rule.when.ladder else None


def uses(pipeline: Pipeline) -> Iterator[ActionUse]:
    """Every way to use every action."""
    for action in pipeline.actions:
        choices = {choice.code: choice for choice in action.choices}
        for branch in action.branches:
            choice = choices[branch.choice] if branch.choice else None
            yield ActionUse(pipeline, action, choice, branch.case, branch.sources, branch.variant)


def action_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    """Everything wrong with the actions."""
    yield from _key_mistakes(pipeline)
    for action in pipeline.actions:
        yield from _source_mistakes(pipeline, action)
        yield from _case_mistakes(pipeline, action)
    for use in uses(pipeline):
        yield from _outcome_mistakes(use)
        yield from _target_mistakes(use)
        yield from _level_mistakes(use)
        yield from _problem_mistakes(use)
        yield from _wording_mistakes(use)
        yield from _field_mistakes(use)
        yield from _call_back_mistakes(use)
        if use.variant.task is not None:
            yield from _task_mistakes(pipeline, use.place("task"), use.variant.task, use.variant)


def arrival_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    """Everything wrong with the way an order begins."""
    code = pipeline.arrival.status
    status = pipeline.status.get(code)
    if status is None:
        yield unknown("arrival.status", Code(code, "statuses"), pipeline.status)
    elif status.kind != "open":
        yield Mistake(
            "arrival.status",
            mistake_sentence("an order cannot begin in `{code}`: it is closed", code=Code(code, "statuses")),
            mistake_sentence("name an open status"),
        )
    yield from _task_mistakes(pipeline, "arrival.task", pipeline.arrival.task, None)


def _key_mistakes(pipeline: Pipeline) -> Iterator[Mistake]:
    taken: dict[str, str] = {}
    for action in pipeline.actions:
        if action.key is None:
            continue
        first = taken.setdefault(action.key.upper(), action.code)
        if first != action.code:
            yield Mistake(
                f"actions.{action.code}.key",
                mistake_sentence("`{key}` is the key of `{first}`", key=action.key, first=Code(first, "actions")),
                mistake_sentence("use another key"),
            )


def _source_mistakes(pipeline: Pipeline, action: Action) -> Iterator[Mistake]:
    place = f"actions.{action.code}.sources"
    if not action.sources:
        yield Mistake(
            place,
            mistake_sentence("the action can never be used"),
            mistake_sentence("name the statuses it may be used in"),
        )
    for code in action.sources:
        status = pipeline.status.get(code)
        if status is None:
            yield unknown(place, Code(code, "statuses"), pipeline.status)
        elif status.kind != "open":
            yield Mistake(
                place,
                mistake_sentence("`{code}` is closed: nothing is done there any more", code=Code(code, "statuses")),
                mistake_sentence("remove it from the sources"),
            )


def _case_mistakes(pipeline: Pipeline, action: Action) -> Iterator[Mistake]:
    used = {id(branch.case) for branch in action.branches}
    for number, case in enumerate(action.cases, 1):
        place = f"actions.{action.code}.cases.#{number}"
        for code in case.statuses:
            if code not in pipeline.status:
                yield unknown(f"{place}.statuses", Code(code, "statuses"), pipeline.status)
            elif code not in action.sources:
                yield Mistake(
                    f"{place}.statuses",
                    mistake_sentence("the action is never used in `{code}`", code=Code(code, "statuses")),
                    mistake_sentence("add it to the sources of the action, or remove it here"),
                )
        for code in case.tasks:
            if code not in pipeline.task:
                yield unknown(f"{place}.tasks", Code(code, "tasks"), pipeline.task)
        if case.to is None and case.task is None:
            yield Mistake(
                place,
                mistake_sentence("the case does nothing otherwise"),
                mistake_sentence("say where it leads, or its task"),
            )
        elif id(case) not in used and set(case.statuses) <= set(action.sources):
            yield Mistake(
                place,
                mistake_sentence("the case never counts: those before it take all"),
                mistake_sentence("put it before them"),
            )


def _outcome_mistakes(use: ActionUse) -> Iterator[Mistake]:
    """A call that was not made reaches nobody; an unsuccessful one is followed by a step of a ladder."""
    variant = use.variant
    if variant.outcome != "none" and variant.call == "not_made":
        yield Mistake(
            use.place("outcome"),
            mistake_sentence("nobody is called, so there is no outcome"),
            mistake_sentence("use `none` or another `call`"),
        )
    by_ladder = variant.task is not None and variant.task.when.ladder is not None
    if variant.outcome == "unreached" and _is_open(use) and not by_ladder:
        mend = mistake_sentence("time its task by a ladder")
        yield Mistake(
            use.end(), mistake_sentence("an unsuccessful call without a ladder would be repeated for ever"), mend
        )
    if by_ladder and variant.outcome != "unreached":
        place = f"{use.place('task')}.when"
        yield Mistake(
            place,
            mistake_sentence("a ladder counts unsuccessful calls only"),
            mistake_sentence('set `outcome = "unreached"` or time it otherwise'),
        )


def _is_open(use: ActionUse) -> bool:
    status = use.pipeline.status.get(use.variant.to)
    return status is not None and status.kind == "open"


def _target_mistakes(use: ActionUse) -> Iterator[Mistake]:
    code, task = use.variant.to, use.variant.task
    if code not in use.pipeline.status:
        yield unknown(use.place("to"), Code(code, "statuses"), use.pipeline.status)
    elif _is_open(use) and task is None:
        yield Mistake(
            use.end(),
            mistake_sentence("`{code}` is open, yet no task is set", code=Code(code, "statuses")),
            mistake_sentence("add `task`: an open order is never without"),
        )
    elif not _is_open(use) and task is not None:
        mend = mistake_sentence("remove the task; where a menu needs it, write it in the choices that do")
        yield Mistake(
            use.place("task"),
            mistake_sentence("`{code}` is closed, yet a task is set", code=Code(code, "statuses")),
            mend,
        )


def _level_mistakes(use: ActionUse) -> Iterator[Mistake]:
    statuses, to = use.pipeline.status, use.pipeline.status.get(use.variant.to)
    for code in use.sources:
        source = statuses.get(code)
        if source is not None and to is not None and _is_forbidden(use, code):
            message = mistake_sentence(
                "from `{code}` to `{to}` is forbidden to everybody who may use the action",
                code=Code(code, "statuses"),
                to=Code(to.code, "statuses"),
            )
            yield Mistake(
                f"actions.{use.action.code}.sources",
                message,
                mistake_sentence("remove the source or the `matrix` cell"),
            )
        if source is None or source.level is None or to is None or to.level is None or to.level >= source.level:
            continue
        allowed = {
            role
            for cell in use.pipeline.matrix
            if (cell.source, cell.to) == (code, to.code) and not cell.forbid
            for role in cell.roles
        }
        if not (allowed & set(use.action.roles) if use.action.roles else allowed):
            message = mistake_sentence(
                "from `{code}` down to `{to}` is allowed to nobody who may use the action",
                code=Code(code, "statuses"),
                to=Code(to.code, "statuses"),
            )
            yield Mistake(
                f"actions.{use.action.code}.sources",
                message,
                mistake_sentence("remove the source or add a `matrix` exception"),
            )


def _is_forbidden(use: ActionUse, source: str) -> bool:
    """Whether the matrix forbids the move to everybody who may use the action."""
    cells = [cell for cell in use.pipeline.matrix if cell.forbid and (cell.source, cell.to) == (source, use.variant.to)]
    if any(not cell.roles for cell in cells):
        return True
    denied = {role for cell in cells for role in cell.roles}
    return bool(use.action.roles) and set(use.action.roles) <= denied


def _problem_mistakes(use: ActionUse) -> Iterator[Mistake]:
    rule, place = use.variant.problem, use.place("problem")
    if rule.rule == "fixed" and rule.value is None:
        yield Mistake(place, mistake_sentence("a fixed problem needs its value"), mistake_sentence("add `value`"))
    if rule.rule == "required" and rule.list is None:
        yield Mistake(
            place, mistake_sentence("a required problem needs a list to choose from"), mistake_sentence("add `list`")
        )
    if rule.rule != "fixed" and rule.value is not None:
        yield Mistake(
            place,
            mistake_sentence("`value` means nothing when the problem is {rule}", rule=rule.rule),
            mistake_sentence('remove it or use `rule = "fixed"`'),
        )
    if rule.rule != "required" and rule.list is not None:
        yield Mistake(
            place,
            mistake_sentence("`list` means nothing when the problem is {rule}", rule=rule.rule),
            mistake_sentence('remove it or use `rule = "required"`'),
        )
    if rule.value is not None and rule.value not in use.pipeline.problem:
        yield unknown(place, Code(rule.value, "problems"), use.pipeline.problem)
    if rule.list is not None and rule.list not in use.pipeline.problem_list:
        yield unknown(place, Code(rule.list, "lists"), use.pipeline.problem_list)


def _wording_mistakes(use: ActionUse) -> Iterator[Mistake]:
    auto = use.variant.comment.auto
    if auto is not None:
        yield from placeholder_mistakes(use.place("comment"), auto, _PLACEHOLDERS)
    if use.variant.comment.rule == "required" and auto is not None:
        yield Mistake(
            use.place("comment"),
            mistake_sentence("a required comment is never made by itself"),
            mistake_sentence("keep `required` or `auto`"),
        )
    if use.variant.only_own_client and use.variant.advice is None:
        yield Mistake(
            use.end(),
            mistake_sentence("a stranger's order is refused without a word of advice"),
            mistake_sentence("add `advice`"),
        )


def placeholder_mistakes(place: str, wording: Wording, known: Sequence[str]) -> Iterator[Mistake]:
    """Names in braces for which nothing can be put in."""
    named = {name for text in (wording.ru, wording.uk, wording.en) for name in re.findall(r"\{([^}]*)\}", text)}
    for name in sorted(named - set(known)):
        message = mistake_sentence("nothing can be put in for {{{value}}}", value=name[:60])
        yield Mistake(place, message, did_you_mean(name, known))


def _field_mistakes(use: ActionUse) -> Iterator[Mistake]:
    for item in use.variant.fields:
        if item.code in _FORM:
            yield Mistake(
                use.place("fields"),
                mistake_sentence("`{code}` is a field of every form", code=item.code),
                mistake_sentence("give the field another code"),
            )


def _call_back_mistakes(use: ActionUse) -> Iterator[Mistake]:
    when = use.variant.task.when if use.variant.task else When()
    rule, place, used = use.variant.call_back_at, use.place("call_back_at"), when.field == "call_back_at"
    if rule == "required" and not used:
        yield Mistake(
            place,
            mistake_sentence("asked for and not used"),
            mistake_sentence('time the task by `field = "call_back_at"`, or forbid it'),
        )
    if rule != "required" and used:
        yield Mistake(
            place,
            mistake_sentence("the task is timed by it, yet it is not asked for"),
            mistake_sentence('set `call_back_at = "required"`'),
        )
    ladder = use.ladder()
    if rule == "ladder" and use.case is None and (ladder is None or ladder.operator_names_time_from is None):
        mend = mistake_sentence("use such a ladder, or forbid it")
        yield Mistake(
            place, mistake_sentence("left to a ladder, but there is none that lets the operator name the time"), mend
        )


def _task_mistakes(pipeline: Pipeline, place: str, rule: TaskRule, variant: Variant | None) -> Iterator[Mistake]:
    if rule.kind not in pipeline.task:
        yield unknown(f"{place}.kind", Code(rule.kind, "tasks"), pipeline.task)
    when, place = rule.when, f"{place}.when"
    ways = [name for name in ("ladder", "field", "after", "days") if getattr(when, name) is not None]
    if len(ways) != 1:
        written = " and ".join(ways) if ways else "nothing"
        yield Mistake(
            place,
            mistake_sentence("the time is set by {written}", written=written),
            mistake_sentence("use exactly one of ladder, field, after, days"),
        )
    if when.before is not None and when.field is None:
        yield Mistake(
            place,
            mistake_sentence("`before` counts back from a field, and none is named"),
            mistake_sentence("add `field` or remove `before`"),
        )
    if when.ladder is not None and when.ladder not in pipeline.ladder:
        yield unknown(place, Code(when.ladder, "ladders"), pipeline.ladder)
    if variant is None and (when.ladder is not None or when.field is not None):
        yield Mistake(
            place,
            mistake_sentence("nobody has called or filled in anything yet"),
            mistake_sentence("time the first task by `after` or `days`"),
        )
    elif variant is not None and when.field is not None and when.field != "call_back_at":
        yield from _timing_field_mistakes(place, when.field, variant.fields)


def _timing_field_mistakes(place: str, code: str, fields: tuple[ActionField, ...]) -> Iterator[Mistake]:
    named = next((item for item in fields if item.code == code), None)
    if named is None:
        known = ["call_back_at", *(item.code for item in fields)]
        yield Mistake(place, mistake_sentence("the action has no field `{code}`", code=code), did_you_mean(code, known))
    elif named.type not in ("moment", "day"):
        yield Mistake(
            place,
            mistake_sentence("`{code}` is a text, not a time", code=code),
            mistake_sentence('give the field the type "moment" or "day"'),
        )
    elif not named.required:
        yield Mistake(
            place,
            mistake_sentence("the task is timed by `{code}`, which may stay empty", code=code),
            mistake_sentence("make the field required"),
        )
