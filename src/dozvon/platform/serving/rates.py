"""Limits by rate, in the memory of one process: what is counted is cheap to forget and needs no statement."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

MOST_KEYS: Final = 10_000
"""Of which a limit remembers the last; a forgotten one begins anew."""


class RateLimit:
    """So many at once, refilled at so many a second, for each key."""

    def __init__(self, per_second: float, burst: int) -> None:
        """Both per key."""
        self._rate, self._burst = per_second, float(burst)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_of(self, key: str, at: float) -> float:
        """0 where the key may go on, which is counted; else the seconds until it may. `at` is of a monotonic clock."""
        with self._lock:
            left, since = self._left.pop(key, (self._burst, at))
            left = min(self._burst, left + (at - since) * self._rate)
            allowed = left >= 1
            self._left[key] = (left - 1 if allowed else left, at)
            if len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
            return 0.0 if allowed else (1 - left) / self._rate
