"""Codes mean nothing to the rules: the same pipeline under other codes decides the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dozvon.core.errors import Refusal
from dozvon.core.outcomes import meaning_of
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.decide import age_out, offered_actions
from dozvon.core.pipeline.facts import Decision, Form, OrderFacts, Task
from dozvon.core.pipeline.queues import age_of, next_move, queue_of
from dozvon.core.roles import Role
from tests.core.pipeline import desk
from tests.renaming import Renaming, fresh_names

HOURS = desk.shop_hours(week=desk.ALL_DAY, window="00:00-24:00")
ADMIN = desk.person(Role.ADMIN)


@st.composite
def renamings(draw: st.DrawFn) -> Renaming:
    """A shipped pipeline beside itself with all codes changed."""
    pipeline = desk.PRESETS[draw(st.sampled_from(sorted(desk.PRESETS)))]
    return Renaming.of(pipeline, fresh_names(pipeline, draw(st.randoms(use_true_random=False))))


def translated(facts: OrderFacts, renaming: Renaming) -> OrderFacts:
    """The order as the renamed pipeline has it."""
    task = None if facts.task is None else Task(renaming.new("tasks", facts.task.kind), facts.task.due_at)
    return replace(facts, status=renaming.new("statuses", facts.status), task=task)


def expected(decision: Decision, renaming: Renaming) -> Decision:
    """The decision in the codes of the renamed pipeline."""
    task = None if decision.task is None else Task(renaming.new("tasks", decision.task.kind), decision.task.due_at)
    return replace(
        decision,
        status=renaming.new("statuses", decision.status),
        problem=renaming.maybe("problems", decision.problem),
        choice=renaming.maybe("choices", decision.choice),
        task=task,
    )


@given(renamings())
def test_another_naming_is_as_sound_and_means_the_same(renaming: Renaming) -> None:
    assert mistakes(renaming.after) == []
    old, new = meaning_of(renaming.before), meaning_of(renaming.after)
    assert new.agreed == {renaming.new("statuses", code) for code in old.agreed}
    assert new.shipped == {renaming.new("statuses", code) for code in old.shipped}
    assert new.delivered == {renaming.new("statuses", code) for code in old.delivered}
    assert new.trash == {renaming.new("problems", code) for code in old.trash}


@given(renamings(), desk.moments(), st.data())
def test_orders_go_the_same_way_and_stand_in_the_same_tabs(
    renaming: Renaming, now: datetime, data: st.DataObject
) -> None:
    before, after = renaming.before, renaming.after
    facts = replace(desk.order(before, now, hours=HOURS), own_client=data.draw(st.booleans()))
    for _ in range(data.draw(st.integers(1, 8))):
        other = translated(facts, renaming)
        _stand_alike(renaming, facts, other, now)
        buttons = offered_actions(before, facts.status, ADMIN)
        codes = [action.code for action in offered_actions(after, other.status, ADMIN)]
        assert codes == [renaming.new("actions", button.code) for button in buttons]
        if not buttons:
            return
        button = data.draw(st.sampled_from(buttons))
        form = data.draw(desk.accepted_forms(before, button, facts, now))
        said = Form(
            form.call,
            renaming.maybe("problems", form.problem),
            form.comment,
            form.call_back_at,
            renaming.maybe("choices", form.choice),
            form.fields,
        )
        decision = desk.attempt(before, facts, button.code, form, now, HOURS, ADMIN)
        result = desk.attempt(after, other, renaming.new("actions", button.code), said, now, HOURS, ADMIN)
        if isinstance(decision, Refusal):
            assert isinstance(result, Refusal)
            assert [(one.field, one.code) for one in result.errors] == [
                (one.field, one.code) for one in decision.errors
            ]
            return
        assert result == expected(decision, renaming)
        facts = desk.after(facts, decision)
        now += timedelta(minutes=data.draw(st.integers(1, 3 * 24 * 60)))


def _stand_alike(renaming: Renaming, facts: OrderFacts, other: OrderFacts, now: datetime) -> None:
    old, new, zone = renaming.before, renaming.after, desk.MOSCOW
    assert queue_of(new, other, now, zone) == renaming.maybe("queues", queue_of(old, facts, now, zone))
    move, its = next_move(old, facts, now, zone), next_move(new, other, now, zone)
    assert its == (move and (move[0], renaming.maybe("queues", move[1])))
    aged = age_out(old, facts, age_of(old, facts, now, zone), now, HOURS)
    again = age_out(new, other, age_of(new, other, now, zone), now, HOURS)
    assert again == (aged and Task(renaming.new("tasks", aged.kind), aged.due_at))
