"""The pipeline document: everything that can happen to an order, as data.

Written as TOML in `presets/`, read by `load.py`, proved sound by `check.py`, carried out by `decide.py`.
Codes are lower-case words with underscores and never change; wording is given in Russian, Ukrainian and English.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field

from dozvon.core.pipeline.action import Action, TaskRule
from dozvon.core.pipeline.meaning import SECTIONS, Milestone, Occasion, Section, Siblings
from dozvon.core.pipeline.parts import Code, Delay, DocumentPart, Kind, Wording
from dozvon.core.roles import Role

FORMAT: Final = 2
"""Grows when documents say something anew; older ones are upgraded as they are read (`upgrade.py`)."""


class Status(DocumentPart):
    """Where an order stands. `level` is None for lost ones: they can be reached from any level.

    With `trash` (of lost ones only) it was no order at all: it does not make its client one of ours.
    """

    code: Code
    title: Wording
    kind: Kind
    level: Annotated[int, Field(ge=0, le=99)] | None = None
    milestone: Milestone | None = None
    trash: bool = False


class TaskKind(DocumentPart):
    """What is to be done next. A `call` is only ever due when the client may be called.

    A task with a `role` is left to it and stands in its work list; roles in `also` have it in theirs too.
    """

    code: Code
    title: Wording
    call: bool = False
    role: Role | None = None
    also: tuple[Role, ...] = ()


class CallProblem(DocumentPart):
    """A reason; the lists it stands in are named by the actions. With `needs_comment` it says too little alone.

    An order lost for a `trash` problem was none at all: a wrong number, a double, spam. `siblings` is what the problem
    means for the client's other open orders.
    """

    code: Code
    title: Wording
    hint: Wording | None = None
    needs_comment: bool = False
    trash: bool = False
    siblings: Siblings | None = None


class ProblemList(DocumentPart):
    """A list of reasons to choose from, in order."""

    code: Code
    problems: tuple[Code, ...]


class LadderEnd(DocumentPart):
    """What the unsuccessful attempt after the last step does."""

    status: Code
    problem: Code | None = None


class Ladder(DocumentPart):
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


class MatrixCell(DocumentPart):
    """An exception of the matrix for some roles: a move down that they may make, or with `forbid` a loss they may not.

    With `forbid` and no roles it is forbidden to everybody.
    """

    source: Code
    to: Code
    roles: tuple[Role, ...] = ()
    forbid: bool = False


class Bounds(DocumentPart):
    """A range of whole numbers, both ends included; None is open."""

    min: Annotated[int, Field(ge=0, le=30000)] | None = None
    max: Annotated[int, Field(ge=0, le=30000)] | None = None

    def holds(self, number: int) -> bool:
        """Whether the number lies inside."""
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)


class Where(DocumentPart):
    """What an order must be to stand in a queue; `age` is in the shop's local days since arrival (see `facts`)."""

    statuses: tuple[Code, ...]
    attempts: Bounds = Bounds()
    age: Bounds = Bounds()


class Queue(DocumentPart):
    """A tab of the desk: a question over orders, never a folder."""

    code: Code
    title: Wording
    where: Where
    order: Literal["oldest", "due", "newest"]
    dialled: bool = True
    priority: Annotated[int, Field(ge=0, le=999)] | None = None
    only_unassigned: bool = False
    hint: Wording | None = None


class Ageing(DocumentPart):
    """Orders in `statuses` that nobody reached for more than `days` local days leave the phone.

    At the shop's midnight their task becomes `task`.
    """

    statuses: tuple[Code, ...]
    days: Annotated[int, Field(ge=0, le=3660)]
    task: Code


class Arrival(DocumentPart):
    """How an order begins."""

    status: Code
    task: TaskRule


class Card(DocumentPart):
    """What of a card the pipeline's orders need."""

    sections: tuple[Section, ...] = SECTIONS


class Sentence(DocumentPart):
    """What the client is told on an occasion; `{goods}`, `{delivery}`, `{total}` and `{way}` are put in."""

    when: Occasion
    text: Wording


class Pipeline(DocumentPart):
    """The whole document."""

    format: Literal[2] = FORMAT
    code: Code
    title: Wording
    order_name: Wording
    arrival: Arrival
    statuses: tuple[Status, ...]
    tasks: tuple[TaskKind, ...]
    problems: tuple[CallProblem, ...] = ()
    lists: tuple[ProblemList, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    actions: tuple[Action, ...]
    matrix: tuple[MatrixCell, ...] = ()
    queues: tuple[Queue, ...]
    ageing: Ageing | None = None
    card: Card = Card()
    say: tuple[Sentence, ...] = ()

    @cached_property
    def status(self) -> dict[str, Status]:
        """Statuses by code."""
        return {item.code: item for item in self.statuses}

    @cached_property
    def task(self) -> dict[str, TaskKind]:
        """Task kinds by code."""
        return {item.code: item for item in self.tasks}

    @cached_property
    def problem(self) -> dict[str, CallProblem]:
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
