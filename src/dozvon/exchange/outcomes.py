"""What became of each row of an import, and the sum that must come out even."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dozvon.core.errors import FieldError
from dozvon.exchange.headers import Columns

CREATED, CHANGED, LINE, MERGED, DUPLICATE, ERROR = "created", "changed", "line", "merged", "duplicate", "error"
OUTCOMES = (CREATED, LINE, MERGED, DUPLICATE, ERROR)
PRODUCT_OUTCOMES = (CREATED, CHANGED, DUPLICATE, ERROR)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row: `line` belongs to the order above it, `merged` added contacts to a client we have.

    `id` is that of what the row became, None in a dry run and where there is none. `errors` of a row that was taken
    in are remarks. Of products `about` is the SKU, and `turned` holds each field that changes, as it was and becomes.
    """

    row: int
    outcome: str
    id: int | None = None
    errors: tuple[FieldError, ...] = ()
    about: str = ""
    turned: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class ImportTally:
    """How many rows had which outcome; `outcomes` are those that are told of though no row has them."""

    counts: Counter[str] = field(default_factory=Counter)
    outcomes: tuple[str, ...] = OUTCOMES

    def add(self, outcome: ImportedRow) -> None:
        """Counts a row."""
        self.counts[outcome.outcome] += 1

    def __str__(self) -> str:
        """`rows read 10 = created 7 + line 0 + merged 1 + duplicate 1 + error 1`."""
        parts = " + ".join(f"{name} {self.counts[name]}" for name in self.outcomes)
        return f"rows read {self.counts.total()} = {parts}"


@dataclass(frozen=True, slots=True)
class Import:
    """An import about to run: nothing is written before `outcomes` is read, and then batch by batch."""

    columns: Columns
    outcomes: Iterator[ImportedRow]
    possible: tuple[str, ...] = OUTCOMES

    @property
    def tally(self) -> ImportTally:
        """An empty tally of what such an import can come to."""
        return ImportTally(outcomes=self.possible)
