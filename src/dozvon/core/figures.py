"""Figures of reports: shares that know their denominator, medians, waiting counted in time when a call is allowed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dozvon.core.hours import ShopHours, latest_call_day_end, next_call_moment

FEW: Final = 20
"""A share of fewer says little: it is shown in grey."""
BAND: Final = timedelta(minutes=5)
"""The first call is due within this (domain, section 2)."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; of nothing there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """From 0 to 100, None where there is nothing to divide by."""
        return 100 * self.part / self.whole if self.whole else None

    @property
    def is_small(self) -> bool:
        """Whether the share rests on too few to be relied on."""
        return self.whole < FEW


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The least of the values that `percent` per cent of them do not exceed (nearest rank); None of nothing."""
    return _ranked(sorted(values), percent)


def _ranked(ordered: Sequence[float], percent: int) -> float | None:
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None


class CallClock:
    """A clock that runs only while a client of that zone may be called: shop open, client's time in the window.

    It covers `since` to `until`. Where shop and client never meet it runs from the first allowed moment on.
    """

    def __init__(self, hours: ShopHours, client_zone: str, since: datetime, until: datetime) -> None:
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._before: list[float] = []
        counted, moment = 0.0, since
        while moment < until:
            start = next_call_moment(hours, client_zone, moment)
            moment = latest_call_day_end(hours, client_zone, start) or max(start, until)
            self._starts.append(start.timestamp())
            self._ends.append(moment.timestamp())
            self._before.append(counted)
            counted += self._ends[-1] - self._starts[-1]

    def seconds(self, since: float, until: float) -> float:
        """How long it ran between two moments (seconds of the epoch); 0 where the second is not later."""
        return max(0.0, self._shows(until) - self._shows(since))

    def waits(self, pairs: Iterable[tuple[float, float]]) -> list[float]:
        """`seconds` of each pair of moments; most begin and end within one stretch, and those cost least."""
        found = []
        for since, until in pairs:
            place = bisect_right(self._starts, since) - 1
            if place >= 0 and since <= until <= self._ends[place]:
                found.append(until - since)
            else:
                found.append(self.seconds(since, until))
        return found

    def _shows(self, moment: float) -> float:
        place = bisect_right(self._starts, moment) - 1
        if place < 0:
            return 0.0
        return self._before[place] + min(moment, self._ends[place]) - self._starts[place]


@dataclass(frozen=True, slots=True)
class Reaction:
    """How soon first calls were made.

    Half of those made were not later than `median`, nine of ten not later than `ninetieth`, both in seconds; `in_time`
    are those within five minutes, of those made and those that are late already without one.
    """

    median: float | None = None
    ninetieth: float | None = None
    in_time: Share = Share(0, 0)

    @classmethod
    def of(cls, seconds: Sequence[float], beyond: int = 0) -> Reaction:
        """From the waiting of the calls made; `beyond` wait still, for more than five minutes."""
        ordered = sorted(seconds)
        in_time = Share(bisect_right(ordered, BAND.total_seconds()), len(ordered) + beyond)
        return cls(_ranked(ordered, 50), _ranked(ordered, 90), in_time)
