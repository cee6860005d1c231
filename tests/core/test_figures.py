"""Shares, percentiles and the clock that runs only while a client may be called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dozvon.core.figures import CallClock, Reaction, Share, percentile
from dozvon.core.hours import ShopHours, may_call, parse_span, parse_week
from dozvon.core.outcomes import agreed_statuses, meaning_ever, meaning_of, parcel
from dozvon.core.tally import LossReason, Tally
from dozvon.presets import preset
from tests.renaming import renamed

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
    assert Reaction.of([60, 300, 301], beyond=1).in_time == Share(2, 4)


@settings(max_examples=40)
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
    assert clock.waits([(since.timestamp(), until.timestamp())]) == [allowed]


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


def test_what_was_once_agreed_to_is_no_trash() -> None:
    meaning = meaning_of(preset("shop"))
    assert meaning.is_trash("lost", "duplicate", agreed=False)
    assert not meaning.is_trash("lost", "duplicate", agreed=True)
    assert not meaning.is_trash("open", "duplicate", agreed=False)
    assert not meaning.is_trash("lost", "expensive", agreed=False)
    assert not meaning.is_trash("lost", None, agreed=False)


def test_a_parcel_is_bought_when_delivered_and_returned_when_lost_at_last() -> None:
    assert [parcel("open", delivered=False), parcel("open", delivered=True)] == ["under_way", "bought"]
    assert [parcel("won", delivered=False), parcel("lost", delivered=True)] == ["bought", "returned"]


def test_a_status_that_was_renamed_keeps_what_clients_agreed_to() -> None:
    old = preset("shop")
    new = renamed(old, {"statuses": {"confirmed": "approved"}})
    assert meaning_ever([old, new]).agreed == agreed_statuses(old) | {"approved"}


@pytest.mark.parametrize("code", ["shop", "envy", "school"])
def test_where_no_status_is_marked_the_calls_tell_where_clients_have_agreed(code: str) -> None:
    marked = preset(code)
    unmarked = marked.model_copy(
        update={"statuses": tuple(status.model_copy(update={"milestone": None}) for status in marked.statuses)}
    )
    assert agreed_statuses(unmarked) == agreed_statuses(marked)


def test_rates_rest_on_what_they_say() -> None:
    tally = Tally(orders=6, tried=2, reached=1, agreed=2, trash=1, refused=2, fallen=1, attempts=2, upsold=1)
    tally.bought, tally.returned = 3, 1
    assert tally.approval == Share(2, 6)
    assert tally.clean_approval == Share(2, 5)
    assert tally.trash_share == Share(1, 6)
    assert tally.refusal == Share(2, 5)
    assert tally.contact_rate == Share(1, 2)
    assert tally.upsell == Share(1, 2)
    assert tally.buyout == Share(3, 4)
    assert tally.attempts_per_order == pytest.approx(1 / 3)


@given(st.sampled_from(["", "expensive", "busy"]), st.text())
def test_a_reason_is_read_back_from_an_address(problem: str, words: str) -> None:
    for reason in (LossReason(problem), LossReason(how="order.forced", words=words)):
        assert LossReason.of(str(reason)) == reason


def test_nothing_to_count_has_no_rates() -> None:
    empty = Tally()
    assert empty.approval.percent is None
    assert empty.attempts_per_order is None
    assert empty.average_check() == {}
    assert empty.reaction.median is None
