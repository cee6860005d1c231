"""Shares, percentiles and the clock that runs only while a client may be called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dozvon.core.figures import CallClock, Reaction, Share, percentile
from dozvon.core.hours import ShopHours, may_call, parse_span, parse_week
from dozvon.core.outcomes import agreed_statuses
from dozvon.core.tally import Outcome, Tally
from dozvon.presets import preset

HOURS = ShopHours("Europe/Moscow", parse_week("mon-fri 09:00-18:00, sat 10:00-15:00"), parse_span("09:00-21:00"))
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=50)


def test_a_share_of_nothing_is_none_and_of_few_is_marked() -> None:
    assert Share(0, 0).percent is None
    assert Share(1, 4).percent == 25
    assert [Share(1, whole).is_small for whole in (19, 20)] == [True, False]


@given(VALUES, st.integers(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed_and_fewer_are_below(values: list[float], part: int) -> None:
    found = percentile(values, part)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= part * len(values)
    assert 100 * sum(value < found for value in values) < part * len(values)


def test_there_is_no_percentile_of_nothing() -> None:
    assert percentile([], 50) is None


def test_who_waits_still_is_not_in_time() -> None:
    assert Reaction([60, 300, 301], beyond=1).in_time == Share(2, 4)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["Europe/Moscow", "Asia/Omsk", "Europe/Kyiv"]),
    st.integers(0, 8 * 96),
    st.integers(0, 4 * 96),
)
def test_the_clock_counts_the_quarters_of_an_hour_when_a_call_is_allowed(zone: str, start: int, length: int) -> None:
    since = MONDAY + timedelta(minutes=15 * start)
    quarters = [since + timedelta(minutes=15 * step) for step in range(length)]
    clock = CallClock(HOURS, zone, MONDAY, MONDAY + timedelta(days=14))
    until = since + timedelta(minutes=15 * length)
    allowed = 900 * sum(may_call(HOURS, zone, quarter) for quarter in quarters)
    assert clock.seconds(since.timestamp(), until.timestamp()) == allowed


def test_an_order_of_the_evening_waits_from_the_opening_on() -> None:
    evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    called = datetime(2026, 11, 24, 6, 4, tzinfo=UTC)
    clock = CallClock(HOURS, "Europe/Moscow", evening, called)
    assert clock.seconds(evening.timestamp(), called.timestamp()) == 240


@pytest.mark.parametrize(
    ("code", "agreed"),
    [
        ("shop", {"confirmed", "assembled", "shipped", "delivered", "claim", "done"}),
        ("envy", {"paid"}),
        ("school", {"client", "finished"}),
    ],
)
def test_a_client_has_agreed_where_no_call_can_go_unanswered_any_more(code: str, agreed: set[str]) -> None:
    assert agreed_statuses(preset(code)) == agreed


def outcome(**given: object) -> Outcome:
    """A new order nobody called."""
    plain = {"reached": False, "agreed": False, "status_kind": "open", "problem": None, "attempts": 0}
    waits = {"waited": None, "waited_open": None, "total": Decimal(100), "currency": "RUB"}
    return Outcome(**{**plain, **waits, **given})  # type: ignore[arg-type]


def test_every_order_is_agreed_trash_refused_or_still_open() -> None:
    tally = Tally()
    tally.add(outcome())
    tally.add(outcome(agreed=True, reached=True, waited=30, waited_open=30, upsold=Decimal(20)))
    tally.add(outcome(agreed=True, status_kind="lost", problem="duplicate"))
    tally.add(outcome(status_kind="lost", problem="duplicate"))
    tally.add(outcome(status_kind="lost", problem="expensive", attempts=2))
    tally.add(outcome(status_kind="lost"))
    assert (tally.agreed, tally.trash, tally.refused, tally.fallen) == (2, 1, 2, 1)
    assert tally.approval == Share(2, 6)
    assert tally.clean_approval == Share(2, 5)
    assert tally.contact_rate == Share(1, 2)
    assert tally.reasons == {"expensive": 1, "": 1}
    assert tally.upsell == Share(1, 2)
    assert tally.average_check() == {"RUB": Decimal(100)}
    assert tally.attempts_per_order == pytest.approx(1 / 3)


def test_nothing_to_count_has_no_rates() -> None:
    empty = Tally()
    assert empty.approval.percent is None
    assert empty.attempts_per_order is None
    assert empty.average_check() == {}
    assert empty.reaction.median is None
