"""Asking the invariants of all capabilities of the live database, in one snapshot.

Most are constraints of the tables as well; the audit proves that the constraints are there and were kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from dozvon.platform.capabilities import capabilities
from dozvon.platform.checks import Invariant

SHOWN: Final = 20
"""Offenders named for each broken invariant."""


@dataclass(frozen=True, slots=True)
class InvariantResult:
    """The answer to one invariant: `offenders` is empty when it holds; at most SHOWN are named, then `more`."""

    code: str
    says: str
    offenders: tuple[str, ...]
    more: bool


def invariants() -> list[Invariant]:
    """What must be true, as all capabilities declare it."""
    return [invariant for one in capabilities() for invariant in one.invariants]


def constraints() -> list[str]:
    """Names of the constraints that guard the data, of all capabilities."""
    return [name for one in capabilities() for name in one.constraints]


def audit() -> Iterator[InvariantResult]:
    """One finding for each invariant, as they are asked. Reads only, and sees one moment of the data."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield _constraints()
        for invariant in invariants():
            cursor.execute(f"{invariant.sql} LIMIT {SHOWN + 1}")
            rows = [str(row[0]) for row in cursor.fetchall()]
            yield InvariantResult(invariant.code, invariant.says, tuple(rows[:SHOWN]), len(rows) > SHOWN)


def _constraints() -> InvariantResult:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE convalidated AND conname = ANY(%s)", [constraints()])
        there = {row[0] for row in cursor.fetchall()}
    missing = tuple(name for name in constraints() if name not in there)
    return InvariantResult(
        "constraints", "a constraint that guards the data is missing or was never validated", missing, False
    )
