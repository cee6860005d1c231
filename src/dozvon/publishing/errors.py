"""What can be wrong with a pipeline that is changed or published."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.pipeline.mistake import Mistake


@dataclass
class NotSound(Exception):
    """A document with mistakes is never published."""

    mistakes: list[Mistake]


class DraftMoved(Exception):
    """Parts were added, removed or moved in another window since the form was shown."""


@dataclass
class BadStatusMapping(Exception):
    """Statuses that orders cannot go to in the new version."""

    statuses: list[str]


@dataclass
class StrandedOrders(Exception):
    """A pipeline that has no place for orders now open: `statuses` with how many stand in each."""

    statuses: dict[str, int]

    def __str__(self) -> str:
        listed = ", ".join(f"{code} ({count})" for code, count in self.statuses.items())
        return f"open orders stand in statuses the new version does not have as open: {listed}; keep these statuses"


class ChangedByHand(Exception):
    """The installed pipeline is none that the program ever came with: somebody changed it."""
