"""The buttons of a pipeline: what each needs, what it does, and where it does otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from dozvon.core.pipeline.meaning import Doubt, Requirement
from dozvon.core.pipeline.parts import Code, Delay, DocumentPart, Label, Wording
from dozvon.core.roles import Role


class When(DocumentPart):
    """When a task is due: exactly one of a ladder, a field the operator filled in, or a delay from now.

    `before` counts back from the field (a reminder); a moment already gone by means at once.
    `days` counts calendar days on, to the first opening from the start of that day.
    """

    ladder: Code | None = None
    field: Code | None = None
    before: Delay | None = None
    after: Delay | None = None
    days: Annotated[int, Field(ge=0, le=366)] | None = None


class TaskRule(DocumentPart):
    """The task an action leaves behind."""

    kind: Code
    when: When


class ProblemRule(DocumentPart):
    """What may stand as the problem: nothing, one of a list, or one set by itself."""

    rule: Literal["forbidden", "required", "fixed"] = "forbidden"
    list: Code | None = None
    value: Code | None = None


class CommentRule(DocumentPart):
    """What may stand as the comment. `auto` is used when the operator wrote nothing.

    In `auto`, `{attempt}` is the number of the unsuccessful call and `{problem}` the problem's title.
    """

    rule: Literal["optional", "required"] = "optional"
    auto: Wording | None = None


class ActionField(DocumentPart):
    """A field of the action's own."""

    code: Code
    title: Wording
    type: Literal["moment", "day", "text", "number", "money", "flag", "phone", "track"]
    required: bool = True


class Variant(DocumentPart):
    """What an action, or one choice of its menu, needs and does. `cures` are the flags it is the answer to."""

    call: Literal["made", "not_made", "any"] = "any"
    problem: ProblemRule = ProblemRule()
    comment: CommentRule = CommentRule()
    call_back_at: Literal["forbidden", "required", "ladder"] = "forbidden"
    fields: tuple[ActionField, ...] = ()
    outcome: Literal["reached", "unreached", "none"] = "none"
    to: Code
    task: TaskRule | None = None
    only_own_client: bool = False
    advice: Wording | None = None
    restart: bool = False
    cures: tuple[Doubt, ...] = ()


class Choice(DocumentPart):
    """An item of an action's menu; what it leaves out is as the action says."""

    code: Code
    title: Wording
    call: Literal["made", "not_made", "any"] | None = None
    problem: ProblemRule | None = None
    comment: CommentRule | None = None
    call_back_at: Literal["forbidden", "required", "ladder"] | None = None
    fields: tuple[ActionField, ...] | None = None
    outcome: Literal["reached", "unreached", "none"] | None = None
    to: Code | None = None
    task: TaskRule | None = None
    only_own_client: bool | None = None
    advice: Wording | None = None
    cures: tuple[Doubt, ...] | None = None


class Case(DocumentPart):
    """Where an action ends otherwise: for orders in one of `statuses` and with a task of one of the kinds in `tasks`.

    A case without `to` leads where the action leads, with the task of the case; one with `to` says the task as well.
    """

    statuses: tuple[Code, ...] = ()
    tasks: tuple[Code, ...] = ()
    to: Code | None = None
    task: TaskRule | None = None

    def fits(self, status: str, task: str | None) -> bool:
        """Whether the case is that of an order in that status with a task of that kind."""
        return (not self.statuses or status in self.statuses) and (not self.tasks or task in self.tasks)


class Shortcut(DocumentPart):
    """An answer so frequent that one key gives it whole.

    `when` names `call_back_at` in words ("in 1 hour", see `core.moments`). The comment, where none is set, is the
    title: it says what the client asked for.
    """

    title: Wording
    when: Label
    problem: Code | None = None
    comment: Wording | None = None


class Action(Variant):
    """A button that ends work on an order. `sources` are the statuses it may be used in.

    `requires` are parts of the order that must be there first. Of `cases` the first that fits counts.
    """

    code: Code
    title: Wording
    hint: Wording | None = None
    key: str | None = None
    sources: tuple[Code, ...]
    roles: tuple[Role, ...] = ()
    choices: tuple[Choice, ...] = ()
    cases: tuple[Case, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    requires: tuple[Requirement, ...] = ()

    @cached_property
    def variants(self) -> dict[str | None, Variant]:
        """What is needed and done, by choice; by None when there is no menu."""
        own = {name: getattr(self, name) for name in Variant.model_fields}
        if not self.choices:
            return {None: Variant.model_construct(**own)}
        return {choice.code: Variant.model_construct(**own | _given(choice)) for choice in self.choices}

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """Every way the action can go: each variant as the action says it, then as each of the cases says."""
        plain = self._left(None)
        found = [Branch(choice, None, plain, variant) for choice, variant in self.variants.items()]
        for number, case in enumerate(self.cases):
            sources = self._left(number)
            found += [Branch(choice, case, sources, _cased(one, case)) for choice, one in self.variants.items()]
        return tuple(branch for branch in found if branch.sources)

    def _left(self, number: int | None) -> tuple[str, ...]:
        """The sources in which the case of that number, or for None no case, can be the one that counts."""
        before = self.cases[:number]
        taken = {status for case in before if not case.tasks for status in case.statuses or self.sources}
        wanted = self.cases[number].statuses or self.sources if number is not None else self.sources
        return tuple(status for status in self.sources if status in wanted and status not in taken)

    def variants_for(self, status: str, task: str | None) -> dict[str | None, Variant]:
        """`variants` of an order in that status with a task of that kind."""
        case = next((case for case in self.cases if case.fits(status, task)), None)
        if case is None:
            return self.variants
        return {
            branch.choice: branch.variant
            for branch in self.branches
            if branch.case is case and status in branch.sources
        }


def _given(choice: Choice) -> dict[str, Any]:
    values = {name: getattr(choice, name) for name in Variant.model_fields if name in Choice.model_fields}
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Branch:
    """One way an action can go: with that choice, in that case, from these statuses."""

    choice: str | None
    case: Case | None
    sources: tuple[str, ...]
    variant: Variant


def _cased(variant: Variant, case: Case) -> Variant:
    """The variant with the target and the task of the case."""
    changes: dict[str, Any] = {"to": case.to or variant.to}
    if case.task is not None or case.to is not None:
        changes["task"] = case.task
    return variant.model_copy(update=changes)
