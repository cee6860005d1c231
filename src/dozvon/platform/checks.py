"""What capabilities let the program check: invariants of the data, asked by `audit`, and findings of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GOOD: Final = "ok"
NOTE: Final = "note"
BAD: Final = "BAD"


@dataclass(frozen=True, slots=True)
class Invariant:
    """A question whose only right answer is none: `sql` selects the offenders, one text each; `says` is what is broken
    when there are any."""

    code: str
    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: `grade` is GOOD, NOTE or BAD; `sentence` says how it is and the cure."""

    grade: str
    what: str
    sentence: str


def grade(good: bool, what: str, fine: str, cure: str, otherwise: str = BAD) -> Finding:
    """The finding of a yes-or-no question."""
    return Finding(GOOD, what, fine) if good else Finding(otherwise, what, cure)
