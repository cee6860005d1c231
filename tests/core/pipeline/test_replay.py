"""A replay with the unchanged pipeline is what was; with another it follows the new ladder and what is known."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon import presets
from dozvon.core.hours import ShopHours, parse_span, parse_week
from dozvon.core.pipeline.comparison import Comparison
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.replay import CallHistory, MadeCall, ReplayTerms, actual_calls, expected, replay_calls

HOURS = ShopHours("Europe/Moscow", parse_week("mon-sun 00:00-24:00"), parse_span("00:00-24:00"))
NOON = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
UNTIL = NOON + timedelta(days=30)
ENVY = presets.preset("envy")


def changed(**ladders: Any) -> Pipeline:
    """The preset `envy` with other ladders, by code."""
    document = deepcopy(ENVY.model_dump(mode="json", exclude_none=True))
    for ladder in document["ladders"]:
        ladder |= ladders.get(ladder["code"], {})
    return Pipeline.model_validate(document)


def terms(new: Pipeline = ENVY) -> ReplayTerms:
    return ReplayTerms(ENVY, new, HOURS, UNTIL)


def busy(minutes: float, operator: int = 1) -> MadeCall:
    return MadeCall(NOON + timedelta(minutes=minutes), False, "no_answer", "busy", "no_answer", operator)


def reached(minutes: float, operator: int = 1) -> MadeCall:
    return MadeCall(NOON + timedelta(minutes=minutes), True, "call_later", None, "in_progress", operator)


def history(*calls: MadeCall) -> CallHistory:
    return CallHistory(NOON, "Europe/Moscow", calls)


def minutes(made: list[Any]) -> list[tuple[float, bool | None]]:
    return [((call.at - NOON) / timedelta(minutes=1), call.reached) for call in made]


def test_a_longer_step_puts_off_what_follows_it() -> None:
    slow = changed(busy={"steps": ["20m", "30m", "3h", "1d"]})
    assert minutes(replay_calls(terms(slow), history(busy(1), busy(6), reached(40)))) == [
        (1, False),
        (21, False),
        (55, True),
    ]


def test_operators_are_as_late_as_they_were() -> None:
    slow = changed(busy={"steps": ["20m", "30m", "3h", "1d"]})
    assert minutes(replay_calls(terms(slow), history(busy(1), reached(13)))) == [(1, False), (28, True)]


def test_a_shorter_step_reaches_earlier_only_at_an_hour_the_client_answered_in() -> None:
    quick = changed(busy={"steps": ["5m", "10m", "10m", "10m"]})
    at_once = replay_calls(terms(quick), history(busy(1), busy(6), reached(45)))
    assert minutes(at_once) == [(1, False), (6, False), (25, False), (35, False), (45, True)] or at_once[-1].reached
    later = replay_calls(terms(quick), history(busy(1), busy(6), busy(36), reached(300)))
    assert not any(call.reached for call in later)


def test_a_shorter_ladder_never_reaches_whom_its_later_steps_reached() -> None:
    short = changed(busy={"steps": ["5m"]})
    found = Comparison()
    found.add(terms(short), history(busy(1), busy(6), busy(36), reached(216), busy(500)), {})
    assert (found.before.calls, found.after.calls, found.never, found.after.reached) == (5, 2, 1, 0)


def test_calls_beyond_what_is_known_are_counted_apart() -> None:
    long = changed(busy={"steps": ["5m", "30m", "3h", "1d", "1d", "1d"]})
    calls = history(busy(0), busy(5), busy(35), busy(215), busy(1655))
    made = replay_calls(terms(long), calls)
    assert [call.reached for call in made] == [False] * 5 + [None, None]
    assert expected(made, "Europe/Moscow", {call.at.astimezone(UTC).hour + 3: 0.5 for call in made[5:]}) == 0.75


def test_what_somebody_closed_is_not_called_any_more() -> None:
    long = changed(busy={"steps": ["5m", "1h", "3h"]})
    calls = history(busy(0), busy(5))
    closed = CallHistory(calls.received_at, calls.client_zone, calls.calls, NOON + timedelta(minutes=30))
    assert len(replay_calls(terms(long), calls)) > 2
    assert len(replay_calls(terms(long), closed)) == 2


def test_a_tab_that_is_no_longer_handed_out_ends_the_calls() -> None:
    document = ENVY.model_dump(mode="json", exclude_none=True)
    queue = next(queue for queue in document["queues"] if "no_answer" in queue["where"]["statuses"])
    queue["dialled"] = False
    queue.pop("priority")
    quiet = Pipeline.model_validate(document)
    found = Comparison()
    found.add(terms(quiet), history(busy(1), reached(6)), {})
    assert (found.after.calls, found.never) == (1, 1)


CALLS = st.lists(
    st.tuples(st.integers(0, 3000), st.sampled_from(["busy", "no_reply", "reached", "restart"])), max_size=12
)


def made_of(drawn: list[tuple[int, str]]) -> CallHistory:
    """Calls one after another, so many minutes apart."""
    at, calls = 0, []
    for gap, what in drawn:
        at += gap
        moment = NOON + timedelta(minutes=at)
        calls.append(
            MadeCall(moment, False, "revive", None, "new", 2, restart=True)
            if what == "restart"
            else reached(at)
            if what == "reached"
            else MadeCall(moment, False, "no_answer", what, "no_answer", 1)
        )
    return history(*calls)


@given(CALLS, st.sampled_from(presets.names()))
def test_the_unchanged_pipeline_gives_what_was(drawn: list[tuple[int, str]], name: str) -> None:
    same = ReplayTerms(presets.preset(name), presets.preset(name), HOURS, UNTIL)
    assert replay_calls(same, made_of(drawn)) == actual_calls(same, made_of(drawn))
    found = Comparison()
    found.add(same, made_of(drawn), {})
    assert found.before == found.after
    assert (found.earlier, found.later, found.never, found.unknown) == (0, 0, 0, 0)


@given(CALLS, st.lists(st.integers(1, 3000), min_size=1, max_size=6))
def test_no_replay_calls_before_its_time_or_after_the_client_was_reached(
    drawn: list[tuple[int, str]], steps: list[int]
) -> None:
    made = replay_calls(terms(changed(busy={"steps": [f"{step}m" for step in steps]})), made_of(drawn))
    assert all(call.at <= UNTIL for call in made if call.reached is None)
    until_reached = list(takewhile(lambda call: not call.reached, made))
    assert until_reached == sorted(until_reached, key=lambda call: call.at)


@pytest.mark.parametrize("calls", [(), (reached(3),)])
def test_without_unanswered_calls_nothing_differs(calls: tuple[MadeCall, ...]) -> None:
    short = changed(busy={"steps": []})
    assert replay_calls(terms(short), history(*calls)) == actual_calls(terms(short), history(*calls))
