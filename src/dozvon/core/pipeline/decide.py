"""One decision: an order, an action and a form become a new state, or a refusal that names what is wrong.

Pure: the same input gives the same answer. The checks of the form are in `forms.py`, due times in `due.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, Refusal
from dozvon.core.hours import ShopHours
from dozvon.core.pipeline import due, forms
from dozvon.core.pipeline.action import Action, Variant
from dozvon.core.pipeline.document import LadderEnd, Pipeline
from dozvon.core.pipeline.facts import Call, Decision, Form, OrderFacts, Task
from dozvon.core.roles import WORK_ORDERS, Role

_ABOVE_ROLES = (Role.ADMIN, Role.SYSTEM)


def decide(
    pipeline: Pipeline, facts: OrderFacts, action: str, form: Form, now: datetime, hours: ShopHours, actor: Actor
) -> Decision | Refusal:
    """What `action` with `form` makes of the order at `now`."""
    button = pipeline.action.get(action)
    if button is None:
        allowed = ", ".join(other.code for other in offered_actions(pipeline, facts.status, actor)) or "—"
        return Refusal("fields", (FieldError("action", "unknown", {"value": action[:80], "allowed": allowed}),))
    if not may_use(button, actor):
        return Refusal("forbidden", (FieldError("action", "forbidden"),))
    if facts.status not in button.sources:
        return _no_move(pipeline, facts, action)
    variant = forms.variant_of(button, facts, form)
    if isinstance(variant, Refusal):
        return variant
    if not _level_allows(pipeline, facts.status, variant.to, actor):
        return _no_move(pipeline, facts, action)
    checked = forms.check(pipeline, button, variant, facts, form, now)
    if isinstance(checked, Refusal):
        return checked
    return _Case(pipeline, facts, variant, checked, now, hours, actor).decision()


def may_use(button: Action, actor: Actor) -> bool:
    """Whether the action is this actor's to use at all."""
    if not actor.may(WORK_ORDERS):
        return False
    return not button.roles or actor.role in button.roles or actor.role in _ABOVE_ROLES


def offered_actions(pipeline: Pipeline, status: str, actor: Actor) -> tuple[Action, ...]:
    """The actions this actor may use on an order in that status, in the document's order."""
    return tuple(_offered(pipeline, status, actor))


def may_work(pipeline: Pipeline, status: str, actor: Actor) -> bool:
    """Whether the actor has any action on an order in that status: nobody else is to hold it."""
    return next(_offered(pipeline, status, actor), None) is not None


def _offered(pipeline: Pipeline, status: str, actor: Actor) -> Iterator[Action]:
    for button in pipeline.actions:
        if status not in button.sources or not may_use(button, actor):
            continue
        branches = (branch for branch in button.branches if status in branch.sources)
        if any(_level_allows(pipeline, status, branch.variant.to, actor) for branch in branches):
            yield button


def _no_move(pipeline: Pipeline, facts: OrderFacts, action: str) -> Refusal:
    return Refusal("transition", (FieldError("action", "transition", {"status": facts.status, "action": action}),))


def _level_allows(pipeline: Pipeline, source: str, to: str, actor: Actor) -> bool:
    """Up and sideways always; down where the matrix allows it; to a lost status where it does not forbid it."""
    cells = [cell for cell in pipeline.matrix if cell.source == source and cell.to == to]
    is_above = actor.role in _ABOVE_ROLES
    if any(cell.forbid and (not cell.roles or actor.role in cell.roles) for cell in cells) and not is_above:
        return False
    have, want = pipeline.status[source].level, pipeline.status[to].level
    if want is None or have is None or want >= have:
        return True
    return any(not cell.forbid and (actor.role in cell.roles or is_above) for cell in cells)


@dataclass(frozen=True, slots=True)
class _Case:
    """A form that passed its checks, on its way to a decision."""

    pipeline: Pipeline
    facts: OrderFacts
    variant: Variant
    form: forms.CheckedForm
    now: datetime
    hours: ShopHours
    actor: Actor

    def decision(self) -> Decision:
        facts, form, called = self.facts, self.form, self._call()
        end = self._ladder_end()
        status = end.status if end else self.variant.to
        fresh = self.variant.restart or self.variant.outcome == "reached"
        return Decision(
            status=status,
            task=self._task() if self.pipeline.status[status].kind == "open" else None,
            attempts=0 if fresh else facts.attempts + self._unreached(),
            attempts_total=facts.attempts_total + self._unreached(),
            problem=(end.problem if end and end.problem else None) or form.problem,
            comment=form.comment,
            choice=form.choice,
            call=called,
            outcome=self.variant.outcome,
            pursued_since=self.now if fresh else facts.pursued_since,
            last_call_at=self.now if called == "made" else facts.last_call_at,
            responsible_id=self._responsible(),
            fields=form.texts,
        )

    def _call(self) -> Call | None:
        if self.variant.call != "any":
            return self.variant.call
        return self.form.call

    def _unreached(self) -> int:
        return 1 if self.variant.outcome == "unreached" else 0

    def _responsible(self) -> int | None:
        if self.variant.restart:
            return None
        return self.facts.responsible_id if self.facts.responsible_id is not None else self.actor.user_id

    def _ladder_end(self) -> LadderEnd | None:
        rule = self.variant.task
        if rule is None or rule.when.ladder is None:
            return None
        ladder = self.pipeline.ladder[rule.when.ladder]
        return due.end_of(ladder, self.facts.attempts + 1)

    def _task(self) -> Task | None:
        rule = self.variant.task
        if rule is None:
            return self.facts.task
        wanted = due.wanted(self.pipeline, rule, self.facts.attempts + 1, self.form, self.now, self.hours)
        return due.task(self.pipeline, rule.kind, wanted, self.hours, self.facts.client_zone)


def arrive(pipeline: Pipeline, client_zone: str, received_at: datetime, hours: ShopHours) -> tuple[str, Task]:
    """The status and the first task of an order that arrives: to be called at once, when that is allowed."""
    rule = pipeline.arrival.task
    wanted = due.wanted(pipeline, rule, 1, forms.NOTHING, received_at, hours)
    return pipeline.arrival.status, due.task(pipeline, rule.kind, wanted, hours, client_zone)


def age_out(pipeline: Pipeline, facts: OrderFacts, age: int, now: datetime, hours: ShopHours) -> Task | None:
    """The task of an order that has left the phone because nobody reached the client for too long, or None."""
    rule = pipeline.ageing
    if rule is None or facts.status not in rule.statuses or age <= rule.days:
        return None
    if facts.task is not None and facts.task.kind == rule.task:
        return None
    return due.task(pipeline, rule.task, now, hours, facts.client_zone)
