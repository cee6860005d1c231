"""Which rows a page has already, and whose clients it was shown within the hour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from dozvon.core.actor import Actor

NOTED_FOR: Final = timedelta(hours=1)
_MARK = re.compile(r"(\d{1,18})-([0-9a-f]{1,8})")


def marks_of(sent: Mapping[str, str]) -> dict[int, str]:
    """The rows that the page has already, by their marks."""
    return {int(order): mark for order, mark in _MARK.findall(sent.get("marks", ""))}


class RecentLooks:
    """Whose clients somebody was shown within the hour: a list that follows by itself is one look, not one a second.

    Known to this process only; another one notes the look once more.
    """

    def __init__(self) -> None:
        self._seen: dict[int | None, tuple[datetime, set[int]]] = {}
        self._lock = Lock()

    def of(self, actor: Actor, now: datetime) -> frozenset[int]:
        """The orders that need not be noted again."""
        with self._lock:
            since, orders = self._seen.get(actor.user_id, (now, set()))
            return frozenset(orders) if now - since < NOTED_FOR else frozenset()

    def add(self, actor: Actor, orders: list[int], now: datetime) -> None:
        """These were noted now."""
        with self._lock:
            since, before = self._seen.get(actor.user_id, (now, set()))
            fresh = now - since < NOTED_FOR
            self._seen[actor.user_id] = (since, before | set(orders)) if fresh else (now, set(orders))


noted = RecentLooks()
