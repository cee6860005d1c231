"""The pipeline document: everything that can happen to an order, as data.

Written as TOML in `presets/`, read by `load.py`, proved sound by `check.py`, carried out by `decide.py`.
Codes are lower-case words with underscores and never change; wording is given in Russian, Ukrainian and English.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

from dozvon.core import durations
from dozvon.core.roles import Role

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Kind = Literal["open", "won", "lost"]
Language = Literal["ru", "uk", "en"]


def _delay(value: Any) -> timedelta:
    """A bare number would be read as seconds: only a written delay is taken."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise durations.BadDuration("a delay is written as text: 3m, 1h or 7d")
    return durations.parse(value)


Delay = Annotated[timedelta, BeforeValidator(_delay), PlainSerializer(durations.write, return_type=str)]


class Part(BaseModel):
    """Base of all parts: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(Part):
    """One text in the three languages of the interface."""

    ru: Label
    uk: Label
    en: Label

    def text(self, language: str) -> str:
        """The text in that language; Russian for any language we do not speak."""
        return {"uk": self.uk, "en": self.en}.get(language, self.ru)


class Status(Part):
    """Where an order stands. `level` is None for lost ones: they can be reached from any level."""

    code: Code
    title: Wording
    kind: Kind
    level: Annotated[int, Field(ge=0, le=99)] | None = None


class TaskKind(Part):
    """What is to be done next. A `call` is only ever due when the client may be called.

    A task with a `role` is left to it and stands in its work list; roles in `also` have it in theirs too.
    """

    code: Code
    title: Wording
    call: bool = False
    role: Role | None = None
    also: tuple[Role, ...] = ()


class Problem(Part):
    """A reason; the lists it stands in are named by the actions. With `needs_comment` it says too little alone."""

    code: Code
    title: Wording
    hint: Wording | None = None
    needs_comment: bool = False


class ProblemList(Part):
    """A list of reasons to choose from, in order."""

    code: Code
    problems: tuple[Code, ...]


class LadderEnd(Part):
    """What the unsuccessful attempt after the last step does."""

    status: Code
    problem: Code | None = None


class Ladder(Part):
    """Delays after unsuccessful attempts, each counted from the last call.

    After the last of `steps` comes either `end` (the next unsuccessful attempt ends the order) or `repeat`
    (the same delay again and again, until the ageing rule takes the order off the phone). From attempt
    `operator_names_time_from` on the operator may name the time instead.
    """

    code: Code
    steps: tuple[Delay, ...]
    repeat: Delay | None = None
    end: LadderEnd | None = None
    operator_names_time_from: Annotated[int, Field(ge=1)] | None = None


class When(Part):
    """When a task is due: exactly one of a ladder, a field the operator filled in, or a delay from now.

    `before` counts back from the field (a reminder); a moment already gone by means at once.
    `days` counts calendar days on, to the first opening from the start of that day.
    """

    ladder: Code | None = None
    field: Code | None = None
    before: Delay | None = None
    after: Delay | None = None
    days: Annotated[int, Field(ge=0, le=366)] | None = None


class TaskRule(Part):
    """The task an action leaves behind."""

    kind: Code
    when: When


class ProblemRule(Part):
    """What may stand as the problem: nothing, one of a list, or one set by itself."""

    rule: Literal["forbidden", "required", "fixed"] = "forbidden"
    list: Code | None = None
    value: Code | None = None


class CommentRule(Part):
    """What may stand as the comment. `auto` is used when the operator wrote nothing.

    In `auto`, `{attempt}` is the number of the unsuccessful call and `{problem}` the problem's title.
    """

    rule: Literal["optional", "required"] = "optional"
    auto: Wording | None = None


class ActionField(Part):
    """A field of the action's own."""

    code: Code
    title: Wording
    type: Literal["moment", "day", "text"]
    required: bool = True


class Variant(Part):
    """What an action, or one choice of its menu, needs and does."""

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


class Choice(Part):
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


class Shortcut(Part):
    """An answer so frequent that one key gives it whole.

    `when` names `call_back_at` in words ("in 1 hour", see `core.moments`). The comment, where none is set, is the
    title: it says what the client asked for.
    """

    title: Wording
    when: Label
    problem: Code | None = None
    comment: Wording | None = None


class Action(Variant):
    """A button that ends work on an order. `sources` are the statuses it may be used in."""

    code: Code
    title: Wording
    hint: Wording | None = None
    key: str | None = None
    sources: tuple[Code, ...]
    roles: tuple[Role, ...] = ()
    choices: tuple[Choice, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()

    @cached_property
    def variants(self) -> dict[str | None, Variant]:
        """What is needed and done, by choice; by None when there is no menu."""
        own = {name: getattr(self, name) for name in Variant.model_fields}
        if not self.choices:
            return {None: Variant.model_construct(**own)}
        return {choice.code: Variant.model_construct(**own | _given(choice)) for choice in self.choices}


def _given(choice: Choice) -> dict[str, Any]:
    values = {name: getattr(choice, name) for name in Variant.model_fields if name in Choice.model_fields}
    return {name: value for name, value in values.items() if value is not None}


class AllowedMove(Part):
    """An exception to «never down»: the roles that may move an order from one status to a lower one."""

    source: Code
    to: Code
    roles: tuple[Role, ...]


class Bounds(Part):
    """A range of whole numbers, both ends included; None is open."""

    min: Annotated[int, Field(ge=0, le=30000)] | None = None
    max: Annotated[int, Field(ge=0, le=30000)] | None = None

    def holds(self, number: int) -> bool:
        """Whether the number lies inside."""
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)


class Where(Part):
    """What an order must be to stand in a queue; `age` is in the shop's local days since arrival (see `facts`)."""

    statuses: tuple[Code, ...]
    attempts: Bounds = Bounds()
    age: Bounds = Bounds()


class Queue(Part):
    """A tab of the desk: a question over orders, never a folder."""

    code: Code
    title: Wording
    where: Where
    order: Literal["oldest", "due", "newest"]
    dialled: bool = True
    priority: Annotated[int, Field(ge=0, le=999)] | None = None
    only_unassigned: bool = False
    hint: Wording | None = None


class Ageing(Part):
    """Orders in `statuses` that nobody reached for more than `days` local days leave the phone.

    At the shop's midnight their task becomes `task`.
    """

    statuses: tuple[Code, ...]
    days: Annotated[int, Field(ge=0, le=3660)]
    task: Code


class Arrival(Part):
    """How an order begins."""

    status: Code
    task: TaskRule


class Pipeline(Part):
    """The whole document."""

    code: Code
    title: Wording
    order_name: Wording
    arrival: Arrival
    statuses: tuple[Status, ...]
    tasks: tuple[TaskKind, ...]
    problems: tuple[Problem, ...] = ()
    lists: tuple[ProblemList, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    actions: tuple[Action, ...]
    matrix: tuple[AllowedMove, ...] = ()
    queues: tuple[Queue, ...]
    ageing: Ageing | None = None

    @cached_property
    def status(self) -> dict[str, Status]:
        """Statuses by code."""
        return {item.code: item for item in self.statuses}

    @cached_property
    def task(self) -> dict[str, TaskKind]:
        """Task kinds by code."""
        return {item.code: item for item in self.tasks}

    @cached_property
    def problem(self) -> dict[str, Problem]:
        """Problems by code."""
        return {item.code: item for item in self.problems}

    @cached_property
    def problem_list(self) -> dict[str, tuple[str, ...]]:
        """Problem codes by list."""
        return {item.code: item.problems for item in self.lists}

    @cached_property
    def ladder(self) -> dict[str, Ladder]:
        """Ladders by code."""
        return {item.code: item for item in self.ladders}

    @cached_property
    def action(self) -> dict[str, Action]:
        """Actions by code."""
        return {item.code: item for item in self.actions}

    @cached_property
    def queue(self) -> dict[str, Queue]:
        """Queues by code."""
        return {item.code: item for item in self.queues}
