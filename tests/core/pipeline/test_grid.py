"""The grid of days and hours: it offers exactly what the rules allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dozvon.core.hours import ShopHours, local_date, may_call, parse_span, parse_week
from dozvon.core.pipeline.grid import DAYS, STEP, GridCell, cells, quietest

MOSCOW, VLADIVOSTOK = "Europe/Moscow", "Asia/Vladivostok"
NOON = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
"""A Tuesday, two past noon in Moscow, seven in the evening in Vladivostok."""
DESK = ShopHours(MOSCOW, parse_week("mon-fri 09:00-18:00"), parse_span("09:00-21:00"))
ZONES = st.sampled_from([MOSCOW, VLADIVOSTOK, "Asia/Kolkata", "America/New_York", "Europe/Kaliningrad"])
WEEKS = st.sampled_from(["mon-fri 09:00-18:00", "mon-sun 00:00-24:00", "sat 10:30-11:15", "sun-tue 09:30-13:00"])
START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 730 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes, seconds=17))


def by_hour(rows: list[list[GridCell]]) -> dict[tuple[int, int], GridCell]:
    """The cells by (hour, days from today)."""
    return {(cell.hour, place): cell for row in rows for place, cell in enumerate(row)}


def test_hours_gone_by_shut_and_slept_through_are_told_apart() -> None:
    found = by_hour(cells(DESK, VLADIVOSTOK, NOON, is_call=True))
    assert found[11, 0].state == "past"
    assert found[12, 0].state == "free"
    assert found[15, 0].state == "asleep"
    assert found[12, 4].state == "closed"
    assert (21, 0) not in found


def test_the_hour_that_has_begun_is_chosen_on_the_next_mark() -> None:
    assert by_hour(cells(DESK, MOSCOW, NOON, is_call=True))[12, 0].moment == NOON + timedelta(minutes=3)


def test_a_task_that_is_no_call_does_not_ask_the_client() -> None:
    found = by_hour(cells(DESK, VLADIVOSTOK, NOON, is_call=False))
    assert found[17, 0].state == "free"


@settings(max_examples=60)
@given(ZONES, ZONES, WEEKS, MOMENTS)
def test_every_cell_that_may_be_chosen_is_allowed_and_no_allowed_hour_is_left_out(
    shop_zone: str, client: str, week: str, now: datetime
) -> None:
    hours = ShopHours(shop_zone, parse_week(week), parse_span("09:00-21:00"))
    rows = cells(hours, client, now, is_call=True)
    assert all(len(row) == DAYS for row in rows)
    offered = {cell.moment for row in rows for cell in row if cell.moment}
    for cell in (cell for row in rows for cell in row):
        if cell.moment is not None:
            assert cell.moment > now
            assert may_call(hours, client, cell.moment)
            assert cell.starts <= cell.moment < cell.starts + timedelta(hours=1)
            assert local_date(shop_zone, cell.moment) == cell.day
    # Any allowed moment of the week stands in an hour that is offered.
    tried = now + STEP + timedelta(minutes=7)
    while tried < now + timedelta(days=DAYS - 1):
        if may_call(hours, client, tried):
            assert any(abs(moment - tried) < timedelta(hours=1) for moment in offered)
        tried += timedelta(hours=5, minutes=13)


def test_quiet_hours_are_the_emptiest_of_the_nearest() -> None:
    rows = cells(DESK, MOSCOW, NOON, is_call=True)
    today = local_date(MOSCOW, NOON)
    load = {(today, hour): 5 for hour in range(24)} | {(today, 16): 1}
    chosen = quietest(rows, load)
    assert [(cell.day, cell.hour) for cell in chosen] == [(today + timedelta(days=1), hour) for hour in (9, 10, 11)]
    later = {(today + timedelta(days=step), hour): 6 for step in (1, 2) for hour in range(24)}
    assert [cell.hour for cell in quietest(rows, load | later, 1)] == [16]
