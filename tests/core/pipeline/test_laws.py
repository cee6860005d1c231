"""The laws of domain, sections 1, 3 and 5: whatever people do, in whatever order, wherever the client lives."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dozvon.core.errors import Refusal
from dozvon.core.hours import ShopHours, day_start, local_date
from dozvon.core.pipeline.decide import age_out, decide, offered_actions
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Decision, Form, OrderFacts
from dozvon.core.pipeline.force import force
from dozvon.core.pipeline.queues import age_of, next_move, queue_of
from dozvon.core.pipeline.reschedule import reschedule
from dozvon.core.roles import Role
from tests.core.pipeline import desk

QUIET = settings(max_examples=60, suppress_health_check=list(HealthCheck))
MACHINE = settings(QUIET, max_examples=40, stateful_step_count=20)
TABS = ("quick_callback", "no_answer_today", "no_answer_yesterday", "no_answer_before_yesterday", "no_answer_earlier")
pipelines = pytest.mark.parametrize("pipeline", desk.PRESETS.values(), ids=desk.PRESETS)


def minute_of_day(moment: datetime, zone: str) -> int:
    local = moment.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def shop_open(hours: ShopHours, moment: datetime) -> bool:
    """Read off the shop's clock, without the code under test."""
    day = moment.astimezone(ZoneInfo(hours.zone)).date()
    spans = dict(hours.special).get(day, hours.week[day.weekday()])
    return any(span.start <= minute_of_day(moment, hours.zone) < span.until for span in spans)


def client_awake(hours: ShopHours, zone: str, moment: datetime) -> bool:
    return hours.window.start <= minute_of_day(moment, zone) < hours.window.until


def ever_meet(hours: ShopHours, zone: str, moment: datetime) -> bool:
    """Whether shop and client can talk in the ten days from the moment on, looked up every quarter of an hour."""
    quarters = (moment + timedelta(minutes=15 * step) for step in range(10 * 96))
    return any(shop_open(hours, quarter) and client_awake(hours, zone, quarter) for quarter in quarters)


def boxes_holding(pipeline: Pipeline, facts: OrderFacts, age: int) -> list[str]:
    """All queues whose condition holds, not only the first."""
    return [
        queue.code
        for queue in pipeline.queues
        if facts.status in queue.where.statuses
        and queue.where.attempts.holds(facts.attempts)
        and queue.where.age.holds(age)
    ]


class Desk(RuleBasedStateMachine):
    """One order, worked by anybody in any way the desk offers, while time passes."""

    pipeline: Pipeline

    @initialize(now=desk.moments(), zone=st.sampled_from(desk.ZONES), hours=desk.calendars(), own=st.booleans())
    def arrival(self, now: datetime, zone: str, hours: ShopHours, own: bool) -> None:
        self.now, self.hours, self.since = now, hours, now
        facts = desk.order(self.pipeline, now, zone, hours)
        self.facts = OrderFacts(facts.status, now, now, zone, task=facts.task, own_client=own)

    @rule(minutes=st.one_of(st.integers(0, 90), st.integers(0, 5 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def shops_midnight(self) -> None:
        tomorrow = local_date(self.hours.zone, self.now) + timedelta(days=1)
        self.now = max(self.now, day_start(self.hours.zone, tomorrow))
        age = age_of(self.pipeline, self.facts, self.now, self.hours.zone)
        task = age_out(self.pipeline, self.facts, age, self.now, self.hours)
        if task is not None:
            self.facts = OrderFacts(
                **{name: getattr(self.facts, name) for name in self.facts.__slots__} | {"task": task}
            )
            self.since = self.now

    @precondition(lambda self: self.pipeline.status[self.facts.status].kind == "open")
    @rule(role=st.sampled_from([Role.OPERATOR, Role.MANAGER, Role.HEAD, Role.WAREHOUSE]), drawn=st.data())
    def action(self, role: Role, drawn: st.DataObject) -> None:
        actor = desk.person(role)
        buttons = offered_actions(self.pipeline, self.facts.status, actor)
        if not buttons:
            return
        button = drawn.draw(st.sampled_from(buttons))
        form = drawn.draw(desk.accepted_forms(self.pipeline, button, self.facts, self.now))
        decision = decide(self.pipeline, self.facts, button.code, form, self.now, self.hours, actor)
        assert isinstance(decision, Decision), decision
        self._level_is_kept(decision, actor.role)
        self._calls_are_counted(decision)
        self.facts, self.since = desk.after(self.facts, decision), self.now

    @rule(drawn=st.data())
    def forced_move(self, drawn: st.DataObject) -> None:
        forced = force(self.pipeline, self.facts, drawn.draw(desk.moves(self.pipeline, self.now)), self.now, self.hours)
        if isinstance(forced, Refusal):
            return
        changed = {name: getattr(forced, name) for name in ("status", "task", "attempts", "pursued_since")}
        self.facts, self.since = replace(self.facts, **changed), self.now

    @rule(
        role=st.sampled_from([Role.OPERATOR, Role.MANAGER, Role.HEAD, Role.WAREHOUSE]),
        ahead=st.integers(-60, 20 * 24 * 60),
    )
    def another_time(self, role: Role, ahead: int) -> None:
        wanted, before = self.now + timedelta(minutes=ahead), self.facts
        task = reschedule(self.pipeline, before, wanted, self.now, self.hours, desk.person(role))
        if isinstance(task, Refusal):
            return
        assert before.task is not None
        assert task.kind == before.task.kind
        assert task.due_at >= wanted > self.now
        self.facts, self.since = replace(before, task=task), self.now

    def _level_is_kept(self, decision: Decision, role: Role) -> None:
        have, want = self.pipeline.status[self.facts.status].level, self.pipeline.status[decision.status].level
        excepted = {(move.source, move.to) for move in self.pipeline.matrix if role in move.roles}
        down = have is not None and want is not None and want < have
        assert not down or (self.facts.status, decision.status) in excepted

    def _calls_are_counted(self, decision: Decision) -> None:
        more = 1 if decision.outcome == "unreached" else 0
        assert decision.attempts_total == self.facts.attempts_total + more
        assert decision.attempts in (0, self.facts.attempts + more)
        assert (decision.attempts == 0) >= (decision.outcome == "reached")

    @invariant()
    def an_open_order_has_a_task_and_a_closed_one_none(self) -> None:
        if hasattr(self, "facts"):
            assert (self.facts.task is not None) == (self.pipeline.status[self.facts.status].kind == "open")

    @invariant()
    def no_task_is_due_when_nobody_may_do_it(self) -> None:
        task = self.facts.task if hasattr(self, "facts") else None
        if task is None:
            return
        assert task.due_at >= self.since
        assert task.due_at.tzinfo is UTC
        if not self.pipeline.task[task.kind].call:
            assert shop_open(self.hours, task.due_at)
            return
        assert client_awake(self.hours, self.facts.client_zone, task.due_at)
        if not shop_open(self.hours, task.due_at):
            assert not ever_meet(self.hours, self.facts.client_zone, task.due_at)

    @invariant()
    def an_order_stands_in_one_tab_at_most_and_every_call_is_handed_out(self) -> None:
        if not hasattr(self, "facts"):
            return
        age = age_of(self.pipeline, self.facts, self.now, self.hours.zone)
        held = boxes_holding(self.pipeline, self.facts, age)
        assert len(held) <= 1
        assert queue_of(self.pipeline, self.facts, self.now, self.hours.zone) == (held[0] if held else None)
        task, ageing = self.facts.task, self.pipeline.ageing
        if task is None or not self.pipeline.task[task.kind].call or self.pipeline.task[task.kind].role is not None:
            return
        if ageing is None or self.facts.status not in ageing.statuses or age <= ageing.days:
            assert held
            assert self.pipeline.queue[held[0]].dialled


@pipelines
def test_any_sequence_of_actions_keeps_the_laws(pipeline: Pipeline) -> None:
    machine = type("Desk", (Desk,), {"pipeline": pipeline})
    run_state_machine_as_test(machine, settings=MACHINE)
    assert machine.pipeline is pipeline


@pipelines
@QUIET
@given(drawn=st.data(), now=desk.moments(), hours=desk.calendars(), zone=st.sampled_from(desk.ZONES))
def test_unanswered_calls_always_come_to_an_end(
    pipeline: Pipeline, drawn: st.DataObject, now: datetime, hours: ShopHours, zone: str
) -> None:
    facts = desk.order(pipeline, now, zone, hours)
    calls = 0
    while pipeline.status[facts.status].kind == "open" and facts.task and pipeline.task[facts.task.kind].call:
        now = max(now, facts.task.due_at)
        aged = age_out(pipeline, facts, age_of(pipeline, facts, now, hours.zone), now, hours)
        if aged is not None:
            break
        button = pipeline.action["no_answer"]
        form = drawn.draw(desk.accepted_forms(pipeline, button, facts, now))
        facts = desk.after(facts, desk.done(pipeline, facts, "no_answer", form, now, hours=hours))
        calls += 1
        assert calls < 3 * 24 + 4
    assert calls >= 1


@pipelines
@QUIET
@given(
    status=st.data(),
    arrived=desk.moments(),
    zone=st.sampled_from(desk.ZONES),
    attempts=st.integers(0, 9),
    reached_later=st.integers(0, 5 * 24 * 60),
)
def test_time_alone_moves_an_order_only_onward_through_the_tabs(
    pipeline: Pipeline, status: st.DataObject, arrived: datetime, zone: str, attempts: int, reached_later: int
) -> None:
    code = status.draw(st.sampled_from([item.code for item in pipeline.statuses]))
    pursued = arrived + timedelta(minutes=reached_later)
    facts = OrderFacts(code, arrived, pursued, zone, attempts, attempts)
    visited = [queue_of(pipeline, facts, pursued + timedelta(hours=step), zone) for step in range(24 * 8)]
    tabs = [tab for index, tab in enumerate(visited) if index == 0 or tab != visited[index - 1]]
    assert len(tabs) == len(set(tabs))
    if code == "no_answer" and pipeline.code == "shop":
        ranks = [TABS.index(tab) for tab in tabs if tab is not None]
        assert ranks == sorted(ranks)
        assert tabs[-1] == "no_answer_earlier"
    else:
        assert len(tabs) == 1


@QUIET
@given(arrived=desk.moments(), zone=st.sampled_from(desk.ZONES), attempts=st.integers(1, 6), days=st.integers(0, 4))
def test_the_announced_move_happens_at_its_moment_and_not_before(
    arrived: datetime, zone: str, attempts: int, days: int
) -> None:
    shop, now = desk.PRESETS["shop"], arrived + timedelta(days=days)
    facts = OrderFacts("no_answer", arrived, arrived, zone, attempts, attempts)
    move = next_move(shop, facts, now, zone)
    here = queue_of(shop, facts, now, zone)
    assert (move is None) == (here == "no_answer_earlier")
    if move is not None:
        moment, there = move
        assert moment > now
        assert queue_of(shop, facts, moment - timedelta(microseconds=1), zone) == here
        assert queue_of(shop, facts, moment, zone) == there != here


texts = st.one_of(
    st.none(), st.sampled_from(["", "made", "not_made", "busy", "other", "spam", "\x00", "x" * 5000]), st.text()
)
wild_moments = st.one_of(
    st.none(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([ZoneInfo(zone) for zone in desk.ZONES])),
    st.sampled_from([datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]),
)
wild_fields = st.dictionaries(
    st.sampled_from(["lesson_at", "subscription_until", "track_number", "nonsense"]),
    st.one_of(texts, wild_moments, st.dates(), st.integers(), st.lists(st.integers(), max_size=2)),
)
wild_forms = st.builds(Form, texts, texts, texts, wild_moments, texts, wild_fields)


@pipelines
@settings(QUIET, max_examples=300)
@given(
    drawn=st.data(), form=wild_forms, now=desk.moments(), zone=st.sampled_from(desk.ZONES), attempts=st.integers(0, 9)
)
def test_whatever_is_filled_in_the_answer_is_the_same_each_time_and_never_half(
    pipeline: Pipeline, drawn: st.DataObject, form: Form, now: datetime, zone: str, attempts: int
) -> None:
    status = drawn.draw(st.sampled_from([item.code for item in pipeline.statuses]))
    action = drawn.draw(st.sampled_from([*pipeline.action, "nonsense"]))
    button = pipeline.action.get(action)
    assume(button is None or status in button.sources or drawn.draw(st.integers(0, 9)) == 0)
    if button is not None and button.choices and drawn.draw(st.booleans()):
        form = Form(form.call, form.problem, form.comment, form.call_back_at, button.choices[0].code, form.fields)
    first_task = desk.order(pipeline, now, zone).task if pipeline.status[status].kind == "open" else None
    facts = OrderFacts(status, now, now, zone, attempts, attempts, task=first_task)
    before = copy.deepcopy((facts, form))
    answer = desk.attempt(pipeline, facts, action, form, now)
    assert (facts, form) == before
    assert desk.attempt(pipeline, *copy.deepcopy((facts, action, form, now))) == answer
    if isinstance(answer, Refusal):
        assert answer.errors
        assert all(error.field and error.code for error in answer.errors)
    else:
        assert (answer.task is not None) == (pipeline.status[answer.status].kind == "open")
        assert "\x00" not in answer.comment + "".join(answer.fields.values())
