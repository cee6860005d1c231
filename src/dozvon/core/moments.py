"""A moment in an operator's own words: «завтра 10», «через 2 години», «в пятницу 15:30», "25.12 14:00", "in an hour".

Words of the three languages may be mixed. The clock meant is the shop's; with «у клиента», «у клієнта» or "client" it
is the client's. A bare hour from 1 to 7 is meant after noon, for nobody is called earlier; a day alone means 10:00.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from dozvon.core import moment_words as words
from dozvon.core.hours import zone_info

LONGEST = 80
"""Characters; nobody says a time in more."""
DAY_BEGINS = time(10)
FURTHEST_DAYS = 3660
_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|\+|[^\s.,;!()«»\"–—]", re.UNICODE)
_APOSTROPHES = str.maketrans("’ʼ`´", "''''")


@dataclass
class NotUnderstood(ValueError):
    """Words that name no moment. `word` is where the reading stopped; empty where only the time of day is missing."""

    reason: Literal["unknown", "no_time", "no_such", "empty"]
    word: str = ""


@dataclass(frozen=True, slots=True)
class MomentRead:
    """The moment (UTC, whole minutes) and whether the client's clock was meant."""

    moment: datetime
    by_client: bool


def read(text: str, now: datetime, shop_zone: str, client_zone: str) -> MomentRead:
    """What moment the words mean at `now`; it may have passed. Raises NotUnderstood."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    tokens = _TOKEN.findall(plain)
    if not tokens or len(plain) > LONGEST:
        raise NotUnderstood("empty")
    tokens, by_client = _whose(tokens)
    zone = client_zone if by_client else shop_zone
    try:
        if tokens and tokens[0] in words.AFTER:
            moment = _after(tokens[1:], now, zone)
        else:
            reader = _Reader(tokens)
            reader.read()
            moment = reader.moment(now, zone)
    except (OverflowError, OSError) as error:
        raise NotUnderstood("no_such", text[:LONGEST]) from error
    return MomentRead(moment, by_client)


def _whose(tokens: list[str]) -> tuple[list[str], bool]:
    """The words without those that say whose clock is meant, and whether it is the client's."""
    place = next((at for at, word in enumerate(tokens) if word in words.CLIENTS), None)
    if place is None:
        return tokens, False
    first, last = place, place + 1
    while first > 0 and tokens[first - 1] in words.CLIENT_FILLERS:
        first -= 1
    while last < len(tokens) and tokens[last] in words.CLIENT_FILLERS:
        last += 1
    return tokens[:first] + tokens[last:], True


def _minute_up(moment: datetime) -> datetime:
    """The whole minute from `moment` on: never earlier than was promised."""
    whole = moment.replace(second=0, microsecond=0)
    return (whole if whole == moment else whole + timedelta(minutes=1)).astimezone(UTC)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, zone_info(zone)).astimezone(UTC)


def _after(tokens: list[str], now: datetime, zone: str) -> datetime:
    """«через …»: hours and minutes run on the clock; days are days of the calendar and may be given a time."""
    minutes, whole_days, rest = _length(tokens)
    if not whole_days:
        if rest:
            raise NotUnderstood("unknown", rest[0])
        return _minute_up(now + timedelta(minutes=minutes))
    reader = _Reader(rest)
    reader.read()
    if reader.has_day:
        raise NotUnderstood("unknown", rest[0])
    local = now.astimezone(zone_info(zone))
    day = local.date() + timedelta(minutes=minutes)
    return _at(day, reader.clock() or _minute_up(local).astimezone(zone_info(zone)).time(), zone)


def _length(tokens: list[str]) -> tuple[float, bool, list[str]]:
    """Minutes, whether they are whole days, and the words that are left."""
    minutes, whole_days, at = 0.0, True, 0
    while at < len(tokens):
        count, unit, after = _part(tokens, at)
        if not unit:
            break
        minutes, at = minutes + count * unit, after
        whole_days = whole_days and unit >= words.DAY and count == int(count)
        if whole_days and (at >= len(tokens) or not _goes_on(tokens, at)):
            break
    if not at:
        raise NotUnderstood("unknown", tokens[0]) if tokens else NotUnderstood("no_time")
    if minutes > FURTHEST_DAYS * words.DAY:
        raise NotUnderstood("no_such", tokens[0])
    return minutes, whole_days, tokens[at:]


def _goes_on(tokens: list[str], at: int) -> bool:
    """Whether another number with a unit follows: «через 1 день 2 часа»."""
    return at + 1 < len(tokens) and tokens[at].isdecimal() and tokens[at + 1] in words.UNITS


def _part(tokens: list[str], at: int) -> tuple[float, int, int]:
    """A count, the minutes of its unit (0 where there is none), and where to read on."""
    while at < len(tokens) and at and tokens[at] in words.FILLERS:
        at += 1
    if at >= len(tokens):
        return 0, 0, at
    word = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word in words.HALF_HOURS:
        return 0.5, words.HOUR, at + 1
    if word in words.HALVES:
        skip = 1 if after in ("a", "an") else 0
        unit = words.UNITS.get(tokens[at + 1 + skip], 0) if at + 1 + skip < len(tokens) else 0
        return 0.5, unit, at + 2 + skip
    if word in words.UNITS:
        return 1, words.UNITS[word], at + 1
    count = _count(word)
    if count is None:
        return 0, 0, at
    if after in words.UNITS:
        return count, words.UNITS[after], at + 2
    # «через 15», "+15": minutes.
    return (count, words.MINUTE, at + 1) if word.isdecimal() and not after else (0, 0, at)


def _count(word: str) -> float | None:
    if word in words.AND_A_HALF:
        return 1.5
    if re.fullmatch(r"[0-9]{1,5}(?:[.,][0-9])?", word):
        return float(word.replace(",", "."))
    return words.NUMBERS.get(word)


class _Reader:
    """Words that name a day and a time of day, in any order."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0
        self.days_on: int | None = None
        self.weekday: int | None = None
        self.next_week = False
        self.date: tuple[int, int, int | None] | None = None
        self.hour: int | None = None
        self.minute: int | None = None
        self.part: str | None = None

    @property
    def has_day(self) -> bool:
        """Whether a day was named."""
        return self.days_on is not None or self.weekday is not None or self.date is not None

    def read(self) -> None:
        """Reads all words. Raises NotUnderstood at the first that does not fit."""
        while self.at < len(self.tokens):
            word = self.tokens[self.at]
            if word in words.FILLERS:
                self.at += 1
            elif word[0].isdecimal():
                self._number(word)
            else:
                self._word(word)

    def _peek(self, ahead: int = 1) -> str:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def _word(self, word: str) -> None:
        following = self._peek()
        if word in words.DAYS_ON and not self.has_day:
            self.days_on = words.DAYS_ON[word]
        elif word in words.WEEKDAYS and not self.has_day:
            self.weekday = words.WEEKDAYS[word]
        elif word in words.NEXT and following in words.WEEKDAYS and not self.has_day:
            self.next_week = True
        elif word in words.MONTHS and following.isdecimal() and not self.has_day:
            self.date = (int(following[:3]), words.MONTHS[word], None)
            self.at += 1
        elif word in words.PARTS and self.part is None:
            self.part = words.PARTS[word]
        elif word in words.NOONS and self.hour is None:
            self.hour, self.minute = 12, 0
        else:
            raise NotUnderstood("unknown", word)
        self.at += 1

    def _number(self, word: str) -> None:
        numbers = [int(part) for part in re.split(r"[.,:/-]", word)]
        sign = re.sub(r"\d", "", word)[:1]
        if len(numbers) == 3 and not self.has_day:
            day, month, year = reversed(numbers) if sign == "-" else numbers
            self.date = (day, month, year + 2000 if year < 100 else year)
        elif len(numbers) == 1:
            self._bare(word)
        elif len(numbers) == 2 and sign in "./" and not self.has_day and 1 <= numbers[1] <= 12:
            self.date = (numbers[0], numbers[1], None)
        elif len(numbers) == 2 and sign in ".:-" and self.hour is None:
            self.hour, self.minute = numbers
        else:
            raise NotUnderstood("unknown", word)
        self.at += 1

    def _bare(self, word: str) -> None:
        """A number alone: a day before the name of a month, else an hour, with its minutes after it."""
        following = self._peek()
        if following in words.MONTHS and not self.has_day:
            year = self._peek(2)
            named = int(year) if year.isdecimal() and len(year) == 4 else None
            self.date = (int(word[:3]), words.MONTHS[following], named)
            self.at += 2 if named else 1
        elif self.hour is None:
            self.hour = int(word[:3])
            if re.fullmatch(r"[0-9]{2}", following) and self._peek(2) not in words.MONTHS:
                self.minute = int(following)
                self.at += 1
            elif following in words.HOUR_WORDS:
                self.at += 1
        else:
            raise NotUnderstood("unknown", word)

    def clock(self) -> time | None:
        """The time of day, or None where none is named. Raises NotUnderstood."""
        if self.hour is None:
            hour = words.PART_HOURS.get(self.part or "")
            return None if hour is None else time(hour)
        hour, minute = self._hour(self.hour), self.minute or 0
        if not (0 <= hour < 24 and 0 <= minute < 60):
            raise NotUnderstood("no_such", f"{self.hour}:{minute:02}")
        return time(hour, minute)

    def _hour(self, hour: int) -> int:
        """The hour of 24, by the part of the day it was named with."""
        if self.part in (words.PM, words.EVENING):
            return hour + 12 if hour < 12 else 0 if hour == 12 and self.part == words.EVENING else hour
        if self.part == words.AFTERNOON or (self.part is None and self.minute is None):
            return hour + 12 if 1 <= hour <= 7 else hour
        if self.part == words.NIGHT and 9 <= hour < 12:
            return hour + 12
        return 0 if hour == 12 and self.part in (words.AM, words.NIGHT) else hour

    def moment(self, now: datetime, zone: str) -> datetime:
        """The day and time by the clock of the zone, in UTC. Raises NotUnderstood."""
        today, clock = now.astimezone(zone_info(zone)).date(), self.clock()
        if clock is None and (not self.has_day or self.days_on == 0 or self.part is not None):
            raise NotUnderstood("no_time")
        clock = clock or DAY_BEGINS
        if not self.has_day:
            return self._first_after(today, 1, clock, now, zone)
        if self.date is not None:
            return _at(_calendar_day(*self.date, today), clock, zone)
        if self.days_on is not None:
            return _at(today + timedelta(days=self.days_on), clock, zone)
        ahead = (self.weekday or 0) - today.weekday()
        if self.next_week:
            return _at(today + timedelta(days=ahead + 7), clock, zone)
        return self._first_after(today + timedelta(days=ahead % 7), 7, clock, now, zone)

    @staticmethod
    def _first_after(day: date, step: int, clock: time, now: datetime, zone: str) -> datetime:
        moment = _at(day, clock, zone)
        return moment if moment > now else _at(day + timedelta(days=step), clock, zone)


def _calendar_day(day: int, month: int, year: int | None, today: date) -> date:
    """The date; without a year the next one to come."""
    for tried in [year] if year is not None else range(today.year, today.year + 9):
        try:
            found = date(tried, month, day)
        except ValueError:
            continue
        if year is not None or found >= today:
            return found
    raise NotUnderstood("no_such", f"{day}.{month:02}")
