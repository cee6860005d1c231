"""Asking the invariants of the live database, in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from dozvon.audit.invariants import CONSTRAINTS, INVARIANTS, SHOWN


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one invariant: `offenders` is empty when it holds; at most SHOWN are named, then `more`."""

    code: str
    says: str
    offenders: tuple[str, ...]
    more: bool


def audit() -> Iterator[Finding]:
    """One finding for each invariant, as they are asked. Reads only, and sees one moment of the data."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield _constraints()
        for invariant in INVARIANTS:
            cursor.execute(f"{invariant.sql} LIMIT {SHOWN + 1}")
            rows = [str(row[0]) for row in cursor.fetchall()]
            yield Finding(invariant.code, invariant.says, tuple(rows[:SHOWN]), len(rows) > SHOWN)


def _constraints() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE convalidated AND conname = ANY(%s)", [list(CONSTRAINTS)]
        )
        there = {row[0] for row in cursor.fetchall()}
    missing = tuple(name for name in CONSTRAINTS if name not in there)
    return Finding("constraints", "a constraint that guards the data is missing or was never validated", missing, False)
