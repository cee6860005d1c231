"""Figures and the table they are printed in."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

README = Path(__file__).resolve().parent / "README.md"


def machine(orders: int) -> str:
    """What the figures were taken on, in a sentence."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {orders:,} orders, {os.cpu_count()} cores shared by client and server, "
        f"{memory:.0f} GB, Python {platform.python_version()}, embedded PostgreSQL with fsync; a loop of ten million "
        f"additions took {yardstick():.1f} s of its processor."
    )


def yardstick() -> float:
    """Seconds of processor time of a plain loop: by it tables of different machines, or hours, can be compared."""
    begun, total = time.process_time(), 0
    for place in range(10_000_000):
        total += place
    return time.process_time() - begun


def write_readme(name: str, written: str) -> None:
    """Puts the figures between the marks of that name in the README."""
    README.write_text(between(name, README.read_text(encoding="utf-8"), written), encoding="utf-8")


def between(name: str, page: str, written: str) -> str:
    """The page with the words between its marks of that name exchanged."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{written}\n{end}{rest.partition(end)[2]}"


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in milliseconds."""

    median: float
    p95: float
    count: int
    fastest: float

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p95:.1f} ms"


def times_of(seconds: Sequence[float]) -> Times:
    """The median and the 95th percentile."""
    ordered = sorted(seconds)
    return Times(median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000, len(ordered), ordered[0] * 1000)


@dataclass(frozen=True, slots=True)
class Spread:
    """How late something came, in milliseconds."""

    median: float
    p99: float
    last: float

    def __str__(self) -> str:
        return f"{self.median:,.0f} / {self.p99:,.0f} / {self.last:,.0f} ms"


def spread(seconds: Sequence[float]) -> Spread:
    """The median, the 99th percentile and the last; of nothing, zeroes."""
    ordered = sorted(seconds) or [0.0]
    return Spread(median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000, ordered[-1] * 1000)


def repeat(work: Callable[[int], object], times: int, warm: int = 10) -> Times:
    """The work done so often, called with its turn; the first `warm` turns do not count."""
    seconds: list[float] = []
    for turn in range(warm + times):
        begun = time.perf_counter()
        work(turn)
        seconds.append(time.perf_counter() - begun)
    return times_of(seconds[warm:])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `ok` None where there is no target."""

    what: str
    measured: str
    target: str = ""
    limit: str = ""
    ratio: str = ""
    statements: str = ""
    ok: bool | None = None


@dataclass(slots=True)
class Table:
    """The rows in the order in which they were measured."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Adds the row and prints it at once."""
        self.rows.append(row)
        print(_line(row), flush=True)

    def within(
        self, what: str, found: Times, limit: Times | None = None, statements: int | None = None, most: float = 15
    ) -> None:
        """A row of times with the target `most` ms at the median and 40 ms at p95."""
        self.add(
            Row(
                what,
                str(found),
                f"≤ {most:.0f} / 40 ms",
                str(limit) if limit else "",
                f"{found.median / limit.median:.1f}" if limit else "",
                "" if statements is None else str(statements),
                found.median <= most and found.p95 <= 40,
            )
        )

    def least(self, what: str, found: float, unit: str, target: float, limit: float | None = None) -> None:
        """A row of a rate that should be at least `target`."""
        said = f"{found:,.0f} {unit}"
        ratio = f"{limit / found:.1f}" if limit and found else ""
        self.add(
            Row(
                what,
                said,
                f"≥ {target:,.0f}",
                f"{limit:,.0f} {unit}" if limit else "",
                ratio,
                ok=found >= target,
            )
        )

    def most(self, what: str, found: float, unit: str, target: float) -> None:
        """A row of an amount that should be at most `target`."""
        self.add(Row(what, f"{found:,.1f} {unit}", f"≤ {target:,.0f}", ok=found <= target))

    def markdown(self) -> str:
        """The whole table."""
        head = "| what | measured | target | plain SQL | × | statements | ok |\n|---|---|---|---|---|---|---|"
        return "\n".join([head, *map(_line, self.rows)])

    @property
    def missed(self) -> list[Row]:
        """The rows whose target was missed."""
        return [row for row in self.rows if row.ok is False]


def _line(row: Row) -> str:
    verdict = {True: "yes", False: "**no**", None: ""}[row.ok]
    cells = (row.what, row.measured, row.target, row.limit, row.ratio, row.statements, verdict)
    return f"| {' | '.join(cells)} |"
