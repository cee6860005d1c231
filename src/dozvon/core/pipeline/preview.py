"""What a ladder comes to: the times at which one client would be called."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dozvon.core.hours import ShopHours
from dozvon.core.pipeline.document import Ladder
from dozvon.core.pipeline.due import next_call

REPEATED: Final = 3
"""Calls shown of a ladder that repeats, after its steps."""


def calls(ladder: Ladder, first: datetime, hours: ShopHours, client_zone: str) -> list[datetime]:
    """The calls after an unanswered one at `first`, if each is made when due and stays unanswered (UTC)."""
    found: list[datetime] = []
    for attempt in range(1, len(ladder.steps) + REPEATED + 1):
        moment = next_call(ladder, attempt, found[-1] if found else first, hours, client_zone)
        if moment is None:
            break
        found.append(moment)
    return found
