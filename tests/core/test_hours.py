"""Working hours, holidays and the client's window, over zones and changes of clocks (domain, section 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.core.hours import (
    BadHours,
    ShopHours,
    Span,
    check_zone,
    clock,
    day_start,
    format_week,
    is_open,
    latest_call_day_end,
    local_date,
    may_call,
    next_call_moment,
    next_open,
    parse_span,
    parse_week,
    shop_intervals,
)

MOSCOW, VLADIVOSTOK, KALININGRAD = "Europe/Moscow", "Asia/Vladivostok", "Europe/Kaliningrad"
KYIV, NEW_YORK, HONOLULU = "Europe/Kyiv", "America/New_York", "Pacific/Honolulu"
ALL_DAY = "mon-sun 00:00-24:00"
QUIET = settings(max_examples=80, suppress_health_check=list(HealthCheck))


def shop(
    zone: str = MOSCOW,
    week: str = "mon-fri 09:00-18:00, sat 10:00-15:00",
    window: str = "09:00-21:00",
    special: tuple[tuple[date, tuple[Span, ...]], ...] = (),
) -> ShopHours:
    return ShopHours(zone, parse_week(week), parse_span(window), special)


def at(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def test_a_week_is_read_day_by_day() -> None:
    week = parse_week("mon-fri 09:00-18:00, SAT 10:00-15:00")
    assert [len(day) for day in week] == [1, 1, 1, 1, 1, 1, 0]
    assert week[0] == (Span(540, 1080),)
    assert week[5] == (Span(600, 900),)


def test_a_range_of_days_may_cross_the_weekend_and_a_day_may_have_a_break() -> None:
    week = parse_week("sat-mon 14:00-18:00, mon 09:00-13:00")
    assert week[0] == (Span(540, 780), Span(840, 1080))
    assert [bool(day) for day in week] == [True, False, False, False, False, True, True]


@QUIET
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=2), min_size=7, max_size=7
    ).filter(lambda days: all(start < until for day in days for start, until in day))
)
def test_a_written_week_reads_back_equal(days: list[list[tuple[int, int]]]) -> None:
    week = tuple(tuple(sorted(Span(*pair) for pair in day)) for day in days)
    assert parse_week(format_week(week)) == week


@pytest.mark.parametrize(
    "text",
    [
        "mon",
        "mon 9-18",
        "mun 09:00-18:00",
        "mon-fro 09:00-18:00",
        "mon 18:00-09:00",
        "mon 09:00-09:00",
        "mon 09:60-10:00",
        "mon 09:00-24:01",
    ],
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(BadHours):
        parse_week(text)


def test_a_shop_must_open_at_least_once_a_week_in_a_known_zone() -> None:
    with pytest.raises(BadHours, match="at least one day"):
        shop(week="")
    with pytest.raises(BadHours, match="Europe/Moscow"):
        shop(zone="Moscow")
    assert check_zone(KYIV).key == KYIV


def test_minutes_are_written_as_a_clock_shows_them() -> None:
    assert [clock(0), clock(605), clock(1440)] == ["00:00", "10:05", "24:00"]


NEXT_OPEN = [
    ("2025-11-19 12:00", "2025-11-19 12:00"),
    ("2025-11-19 09:00", "2025-11-19 09:00"),
    ("2025-11-19 08:59", "2025-11-19 09:00"),
    ("2025-11-19 18:00", "2025-11-20 09:00"),
    ("2025-11-21 18:30", "2025-11-22 10:00"),
    ("2025-11-22 15:00", "2025-11-24 09:00"),
    ("2025-11-23 12:00", "2025-11-24 09:00"),
]


@pytest.mark.parametrize(("asked", "opening"), NEXT_OPEN)
def test_the_next_opening(asked: str, opening: str) -> None:
    moment = at(MOSCOW, asked)
    assert next_open(shop(), moment) == at(MOSCOW, opening)
    assert is_open(shop(), moment) == (asked == opening)


def test_holidays_are_skipped_and_short_days_are_kept() -> None:
    eve, holidays = (date(2025, 12, 31), (Span(540, 840),)), [(date(2026, 1, day), ()) for day in range(1, 9)]
    hours = shop(special=(eve, *holidays))
    assert next_open(hours, at(MOSCOW, "2025-12-31 13:59")) == at(MOSCOW, "2025-12-31 13:59")
    assert next_open(hours, at(MOSCOW, "2025-12-31 14:00")) == at(MOSCOW, "2026-01-09 09:00")
    assert next_call_moment(hours, MOSCOW, at(MOSCOW, "2026-01-03 12:00")) == at(MOSCOW, "2026-01-09 09:00")


def test_a_special_day_may_open_a_shop_that_is_usually_closed() -> None:
    hours = shop(special=((date(2025, 11, 23), (Span(600, 720),)),))
    assert next_open(hours, at(MOSCOW, "2025-11-23 08:00")) == at(MOSCOW, "2025-11-23 10:00")


def test_a_shop_closed_for_two_months_says_so() -> None:
    closed = tuple((date(2025, 11, 1) + timedelta(days=step), ()) for step in range(90))
    with pytest.raises(BadHours, match="no working day"):
        next_open(shop(special=closed), at(MOSCOW, "2025-11-01 12:00"))


CALLS = [
    (MOSCOW, ALL_DAY, MOSCOW, "2025-11-19 21:00", "2025-11-20 09:00"),
    (MOSCOW, ALL_DAY, MOSCOW, "2025-11-19 20:59", "2025-11-19 20:59"),
    # 15:00 in Moscow is 22:00 in Vladivostok; its window opens at 02:00 of Moscow's clock.
    (MOSCOW, ALL_DAY, VLADIVOSTOK, "2025-11-19 15:00", "2025-11-20 02:00"),
    (MOSCOW, "mon-fri 09:00-18:00", VLADIVOSTOK, "2025-11-19 15:00", "2025-11-20 09:00"),
    (MOSCOW, "mon-fri 09:00-18:00", VLADIVOSTOK, "2025-11-21 14:30", "2025-11-24 09:00"),
    (MOSCOW, "mon-fri 09:00-18:00", KALININGRAD, "2025-11-19 09:00", "2025-11-19 10:00"),
    (VLADIVOSTOK, "mon-fri 09:00-18:00", MOSCOW, "2025-11-19 10:00", "2025-11-19 16:00"),
    (MOSCOW, "mon-sun 09:00-21:00", NEW_YORK, "2025-11-19 12:00", "2025-11-19 17:00"),
]


@pytest.mark.parametrize(("zone", "week", "client", "asked", "allowed"), CALLS)
def test_a_call_waits_for_the_shop_and_for_the_clients_morning(
    zone: str, week: str, client: str, asked: str, allowed: str
) -> None:
    hours = shop(zone, week)
    assert next_call_moment(hours, client, at(zone, asked)) == at(zone, allowed)
    assert may_call(hours, client, at(zone, asked)) == (asked == allowed)


def test_where_shop_and_client_never_meet_the_clients_window_alone_decides() -> None:
    hours = shop(MOSCOW, "mon-sun 12:00-18:00")
    assert next_call_moment(hours, HONOLULU, at(MOSCOW, "2025-11-19 12:00")) == at(HONOLULU, "2025-11-19 09:00")
    assert latest_call_day_end(hours, HONOLULU, at(HONOLULU, "2025-11-19 09:00")) is None


def test_the_end_of_the_calling_day_is_the_earlier_of_shop_and_client() -> None:
    hours = shop(MOSCOW, "mon-sun 09:00-20:00")
    assert latest_call_day_end(hours, MOSCOW, at(MOSCOW, "2025-11-19 12:00")) == at(MOSCOW, "2025-11-19 20:00")
    assert latest_call_day_end(hours, VLADIVOSTOK, at(MOSCOW, "2025-11-19 12:00")) == at(MOSCOW, "2025-11-19 14:00")
    assert latest_call_day_end(hours, MOSCOW, at(MOSCOW, "2025-11-19 22:00")) is None


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        (KYIV, "2025-03-30", 23),
        (KYIV, "2025-10-26", 25),
        (NEW_YORK, "2025-03-09", 23),
        (NEW_YORK, "2025-11-02", 25),
        (MOSCOW, "2025-03-30", 24),
    ],
)
def test_a_day_round_the_clock_is_as_long_as_the_clocks_make_it(zone: str, day: str, length: int) -> None:
    ((opens, closes),) = shop_intervals(shop(zone, ALL_DAY), date.fromisoformat(day))
    assert closes - opens == timedelta(hours=length)


def test_an_opening_inside_the_skipped_hour_comes_when_the_clock_has_jumped() -> None:
    hours = shop(KYIV, "mon-sun 03:30-12:00", "00:00-24:00")
    opening = next_open(hours, at(KYIV, "2025-03-30 01:00"))
    assert opening.astimezone(ZoneInfo(KYIV)).strftime("%H:%M") == "04:30"


def test_in_the_repeated_hour_the_first_one_counts() -> None:
    hours = shop(KYIV, "mon-sun 03:30-12:00", "00:00-24:00")
    assert next_open(hours, at(KYIV, "2025-10-26 01:00")) == at(KYIV, "2025-10-26 03:30", fold=0)
    assert is_open(hours, at(KYIV, "2025-10-26 03:15", fold=1))


def test_a_client_whose_clock_changed_is_called_by_the_new_clock() -> None:
    hours = shop(MOSCOW, ALL_DAY)
    before, after = at(KYIV, "2025-03-29 09:00"), at(KYIV, "2025-03-30 09:00")
    assert after - before == timedelta(hours=23)
    assert next_call_moment(hours, KYIV, before + timedelta(hours=13)) == after


def test_a_days_start_and_date_are_those_of_the_place() -> None:
    assert day_start(MOSCOW, date(2025, 11, 19)) == datetime(2025, 11, 18, 21, tzinfo=UTC)
    assert local_date(VLADIVOSTOK, datetime(2025, 11, 18, 21, tzinfo=UTC)) == date(2025, 11, 19)
    assert local_date(NEW_YORK, datetime(2025, 11, 18, 21, tzinfo=UTC)) == date(2025, 11, 18)


YEAR = (datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2026-01-01"))
moments = st.datetimes(*YEAR, timezones=st.just(UTC))
zones = st.sampled_from([MOSCOW, VLADIVOSTOK, KALININGRAD, KYIV, NEW_YORK])


@QUIET
@given(moments, zones, zones, st.sampled_from([ALL_DAY, "mon-fri 09:00-18:00", "wed 23:00-24:00, thu 00:00-01:00"]))
def test_the_allowed_moment_is_stable_and_never_earlier(moment: datetime, zone: str, client: str, week: str) -> None:
    hours = shop(zone, week)
    allowed = next_call_moment(hours, client, moment)
    assert allowed >= moment
    assert next_call_moment(hours, client, allowed) == allowed
    assert next_call_moment(hours, client, moment + (allowed - moment) / 2) == allowed
    later = next_call_moment(hours, client, moment + timedelta(hours=1))
    assert later >= allowed
