"""The days and hours a time is chosen from: which are possible, and why others are not (domain, section 5).

What is possible is asked of `due.first_allowed` alone: the grid knows no rule of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from dozvon.core.hours import ShopHours, is_open, local_date, zone_info
from dozvon.core.pipeline.due import first_allowed

DAYS = 7
STEP = timedelta(minutes=5)
"""A time in the hour that has begun is chosen on such a mark."""
NEAREST = 16
"""How many possible hours are looked through for quiet ones: about a day and a half."""
MOST_HOURS = 16
"""A shop that never closes shows only the hours in which something is possible."""
State = Literal["free", "past", "closed", "asleep"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """An hour of the shop's clock on one day.

    `starts` is when it begins, `moment` (UTC) the first time in it that may be chosen; None where `state` says why not.
    """

    day: date
    hour: int
    starts: datetime
    moment: datetime | None
    state: State


def cells(hours: ShopHours, client_zone: str, now: datetime, is_call: bool, days: int = DAYS) -> list[list[GridCell]]:
    """Rows by hour, in each a cell for every day from today on; only hours that the shop or the client knows."""
    today = local_date(hours.zone, now)
    every = [
        [_cell(hours, client_zone, now, is_call, today + timedelta(days=step), hour) for step in range(days)]
        for hour in range(24)
    ]
    free = [hour for hour, row in enumerate(every) if any(cell.moment for cell in row)]
    shown = {hour for hour, row in enumerate(every) if any(cell.state in ("free", "asleep") for cell in row)}
    if len(shown) > MOST_HOURS and free:
        shown = set(free)
    return [row for hour, row in enumerate(every) if hour in shown]


def _cell(hours: ShopHours, client_zone: str, now: datetime, is_call: bool, day: date, hour: int) -> GridCell:
    starts = datetime.combine(day, time(hour), zone_info(hours.zone)).astimezone(UTC)
    ends = starts + timedelta(hours=1)
    if ends <= now:
        return GridCell(day, hour, starts, None, "past")
    moment = first_allowed(is_call, max(starts, _on_a_mark(now)), hours, client_zone)
    if moment < ends:
        return GridCell(day, hour, starts, moment, "free")
    worked = any(is_open(hours, max(starts, now) + timedelta(minutes=minutes)) for minutes in (0, 30))
    return GridCell(day, hour, starts, None, "asleep" if worked else "closed")


def _on_a_mark(now: datetime) -> datetime:
    """The first mark after `now`."""
    passed = timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    return now - passed + STEP


def quietest(rows: Sequence[Sequence[GridCell]], load: Mapping[tuple[date, int], int], most: int = 3) -> list[GridCell]:
    """The cells with the least load (tasks by day and hour) among the NEAREST possible ones, in the order of time."""
    free = sorted((cell for row in rows for cell in row if cell.moment), key=lambda cell: cell.starts)[:NEAREST]
    chosen = sorted(free, key=lambda cell: (load.get((cell.day, cell.hour), 0), cell.starts))[:most]
    return sorted(chosen, key=lambda cell: cell.starts)
