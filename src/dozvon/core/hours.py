"""When a shop works and when a client may be called (domain, section 5).

A call is allowed at a moment when the shop is open by its own clock and the client's clock stands inside the
calling window. Everything here is pure: moments are aware datetimes, results are in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DAY_MINUTES = 24 * 60
SEARCH_DAYS = 60
"""How far ahead an opening is looked for: longer than any run of public holidays."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadHours(ValueError):
    """Hours that cannot be read or leave no minute for work; the message names the cure."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes of a local day, from 0 to 1440; `until` is not included."""

    start: int
    until: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.until <= DAY_MINUTES:
            raise BadHours(
                f"{clock(self.start)}-{clock(self.until)}: the end must come after the start, within one day"
            )


Week = tuple[tuple[Span, ...], ...]
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class ShopHours:
    """A shop's calendar. `special` holds days that differ from the week: no spans means closed."""

    zone: str
    week: Week
    window: Span
    special: tuple[tuple[date, tuple[Span, ...]], ...] = ()

    def __post_init__(self) -> None:
        check_zone(self.zone)
        if len(self.week) != 7 or not any(self.week):
            raise BadHours("working hours: at least one day of the week must be open")


def clock(minute: int) -> str:
    """Minutes of a day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"


def parse_span(text: str) -> Span:
    """`09:00-21:00` as a Span; raises BadHours."""
    match = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*", text)
    if match is None:
        raise BadHours(f"{text!r}: write hours as 09:00-21:00")
    h1, m1, h2, m2 = (int(part) for part in match.groups())
    if m1 > 59 or m2 > 59:
        raise BadHours(f"{text!r}: an hour has 60 minutes")
    return Span(h1 * 60 + m1, h2 * 60 + m2)


def parse_week(text: str) -> Week:
    """`mon-fri 09:00-18:00, sat 10:00-15:00` as seven tuples of spans, Monday first; raises BadHours."""
    week: list[list[Span]] = [[] for _ in _WEEKDAYS]
    for part in filter(None, (piece.strip().lower() for piece in text.split(","))):
        match = re.fullmatch(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\S.*)", part)
        if match is None or match[1] not in _WEEKDAYS or (match[2] or match[1]) not in _WEEKDAYS:
            raise BadHours(f"{part!r}: write days and hours as `mon-fri 09:00-18:00`")
        first, last = _WEEKDAYS.index(match[1]), _WEEKDAYS.index(match[2] or match[1])
        span = parse_span(match[3])
        for step in range((last - first) % 7 + 1):
            week[(first + step) % 7].append(span)
    return tuple(tuple(sorted(day)) for day in week)


def format_week(week: Week) -> str:
    """The inverse of `parse_week`."""
    return ", ".join(
        f"{name} {clock(span.start)}-{clock(span.until)}"
        for name, spans in zip(_WEEKDAYS, week, strict=True)
        for span in spans
    )


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """All zone names this machine knows."""
    return frozenset(available_timezones())


def check_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises BadHours."""
    if name not in zones():
        raise BadHours(f"{name!r} is not a time zone; use a name such as Europe/Moscow")
    return zone_info(name)


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone of a known name; kept, because the library itself keeps only the last eight."""
    return ZoneInfo(name)


def day_start(zone: str, day: date) -> datetime:
    """Local midnight of the day, in UTC."""
    return datetime.combine(day, time(), zone_info(zone)).astimezone(UTC)


def local_date(zone: str, moment: datetime) -> date:
    """The date on the zone's wall at the moment."""
    return moment.astimezone(zone_info(zone)).date()


def _at(zone: str, day: date, minute: int) -> datetime:
    """The moment when the zone's wall clock shows that minute of the day."""
    day, minute = (day + timedelta(days=1), 0) if minute == DAY_MINUTES else (day, minute)
    return datetime.combine(day, time(minute // 60, minute % 60), zone_info(zone)).astimezone(UTC)


@lru_cache(maxsize=4096)
def shop_intervals(hours: ShopHours, day: date) -> tuple[Interval, ...]:
    """When the shop works on that day of its own calendar, in UTC."""
    special = dict(hours.special)
    spans = special[day] if day in special else hours.week[day.weekday()]
    return tuple((_at(hours.zone, day, span.start), _at(hours.zone, day, span.until)) for span in spans)


@lru_cache(maxsize=16384)
def _call_intervals(hours: ShopHours, client_zone: str, day: date) -> tuple[Interval, ...]:
    """Parts of the shop's day when this client may be called."""
    found: list[Interval] = []
    for opens, closes in shop_intervals(hours, day):
        first = local_date(client_zone, opens) - timedelta(days=1)
        for step in range(4):
            local = first + timedelta(days=step)
            start = max(opens, _at(client_zone, local, hours.window.start))
            until = min(closes, _at(client_zone, local, hours.window.until))
            if start < until:
                found.append((start, until))
    return tuple(_joined(found))


def _joined(intervals: list[Interval]) -> list[Interval]:
    """Sorted, with touching ones made one."""
    joined: list[Interval] = []
    for start, until in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((start, until))
    return joined


@lru_cache(maxsize=4096)
def _window_interval(hours: ShopHours, client_zone: str, day: date) -> tuple[Interval, ...]:
    start, until = _at(client_zone, day, hours.window.start), _at(client_zone, day, hours.window.until)
    return ((start, until),) if start < until else ()


def is_open(hours: ShopHours, moment: datetime) -> bool:
    """Whether the shop works at the moment."""
    day = local_date(hours.zone, moment)
    return any(start <= moment < until for start, until in shop_intervals(hours, day))


def next_open(hours: ShopHours, moment: datetime) -> datetime:
    """The moment itself when the shop works then, else its next opening."""
    day = local_date(hours.zone, moment)
    for step in range(SEARCH_DAYS):
        for start, until in shop_intervals(hours, day + timedelta(days=step)):
            if moment < until:
                return max(moment, start).astimezone(UTC)
    raise BadHours(f"the shop has no working day within {SEARCH_DAYS} days; check its hours and holidays")


def may_call(hours: ShopHours, client_zone: str, moment: datetime) -> bool:
    """Whether this client may be called at the moment."""
    return next_call_moment(hours, client_zone, moment) == moment


def next_call_moment(hours: ShopHours, client_zone: str, moment: datetime) -> datetime:
    """The first moment from `moment` on when the shop is open and the client's clock is inside the window.

    Where the two never meet (a client on the other side of the world), the client's window alone decides:
    better a late operator than a call at night.
    """
    day = local_date(hours.zone, moment) - timedelta(days=1)
    for step in range(SEARCH_DAYS):
        for start, until in _call_intervals(hours, client_zone, day + timedelta(days=step)):
            if moment < until:
                return max(moment, start).astimezone(UTC)
    return _next_in_window(hours, client_zone, moment)


def _next_in_window(hours: ShopHours, client_zone: str, moment: datetime) -> datetime:
    day = local_date(client_zone, moment) - timedelta(days=1)
    for step in range(SEARCH_DAYS):
        for start, until in _window_interval(hours, client_zone, day + timedelta(days=step)):
            if moment < until:
                return max(moment, start).astimezone(UTC)
    raise BadHours("the calling window never opens; check it")


def latest_call_day_end(hours: ShopHours, client_zone: str, moment: datetime) -> datetime | None:
    """When the calling interval that holds the moment ends; None outside one."""
    day = local_date(hours.zone, moment) - timedelta(days=1)
    for step in range(3):
        for start, until in _call_intervals(hours, client_zone, day + timedelta(days=step)):
            if start <= moment < until:
                return until
    return None
