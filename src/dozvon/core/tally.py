"""Counting orders for a report: one outcome after another, no storage; what each figure means stands beside it."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from dozvon.core.figures import Reaction, Share
from dozvon.core.outcomes import TRASH


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one order. Waiting is in seconds from arrival to the first call; None where none was made.

    `waited` counts all time, `waited_open` only time when the client could be called. `upsold` is what operators
    added after arrival, in `currency`, None where they added nothing. `neglected` orders wait for their first call
    for more than five minutes, by the calendar or by time when the client could be called.
    """

    reached: bool
    agreed: bool
    status_kind: str
    problem: str | None
    attempts: int
    waited: float | None
    waited_open: float | None
    total: Decimal
    currency: str
    upsold: Decimal | None = None
    neglected: bool = False
    neglected_open: bool = False

    @property
    def is_tried(self) -> bool:
        """Whether anybody called, or spoke with the client in another way."""
        return self.waited is not None or self.attempts > 0 or self.reached

    @property
    def is_trash(self) -> bool:
        """Whether it was no order at all; what was once agreed was one."""
        return self.status_kind == "lost" and not self.agreed and self.problem in TRASH

    @property
    def is_refused(self) -> bool:
        """Whether the client was lost before agreeing."""
        return self.status_kind == "lost" and not self.agreed and self.problem not in TRASH


@dataclass(slots=True)
class Tally:
    """Sums over orders that arrived in a period."""

    orders: int = 0
    tried: int = 0
    reached: int = 0
    agreed: int = 0
    trash: int = 0
    refused: int = 0
    fallen: int = 0
    attempts: int = 0
    upsold: int = 0
    neglected: int = 0
    neglected_open: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    revenue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    upsold_revenue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    agreed_in: Counter[str] = field(default_factory=Counter)
    waits: array[float] = field(default_factory=lambda: array("f"))
    waits_open: array[float] = field(default_factory=lambda: array("f"))

    def add(self, outcome: Outcome) -> None:
        """Counts one more order."""
        self.orders += 1
        self.attempts += outcome.attempts
        self.reached += outcome.reached
        self.tried += outcome.is_tried
        self.neglected += outcome.neglected
        self.neglected_open += outcome.neglected_open
        if outcome.waited is not None and outcome.waited_open is not None:
            self.waits.append(outcome.waited)
            self.waits_open.append(outcome.waited_open)
        if outcome.agreed:
            self._add_agreed(outcome)
        elif outcome.is_trash:
            self.trash += 1
        elif outcome.is_refused:
            self.refused += 1
            self.reasons[outcome.problem or ""] += 1

    def _add_agreed(self, outcome: Outcome) -> None:
        self.agreed += 1
        self.fallen += outcome.status_kind == "lost"
        self.agreed_in[outcome.currency] += 1
        self.revenue[outcome.currency] += outcome.total
        if outcome.upsold is not None:
            self.upsold += 1
            self.upsold_revenue[outcome.currency] += outcome.upsold

    @property
    def contact_rate(self) -> Share:
        """Orders whose client was talked to, of those somebody tried to call."""
        return Share(self.reached, self.tried)

    @property
    def approval(self) -> Share:
        """Agreed, of all orders."""
        return Share(self.agreed, self.orders)

    @property
    def clean_approval(self) -> Share:
        """Agreed, of all orders but trash."""
        return Share(self.agreed, self.orders - self.trash)

    @property
    def trash_share(self) -> Share:
        """Trash, of all orders."""
        return Share(self.trash, self.orders)

    @property
    def refusal(self) -> Share:
        """Refused before agreeing, of all orders but trash."""
        return Share(self.refused, self.orders - self.trash)

    @property
    def upsell(self) -> Share:
        """Agreed orders to which an operator added a line, of all agreed."""
        return Share(self.upsold, self.agreed)

    @property
    def attempts_per_order(self) -> float | None:
        """Unsuccessful calls per order."""
        return self.attempts / self.orders if self.orders else None

    @property
    def reaction(self) -> Reaction:
        """From arrival to the first call, by the calendar."""
        return Reaction(self.waits, self.neglected)

    @property
    def reaction_open(self) -> Reaction:
        """The same, counting only time when the client could be called."""
        return Reaction(self.waits_open, self.neglected_open)

    def average_check(self) -> dict[str, Decimal]:
        """Currency → the sum of agreed orders divided by their number."""
        return {currency: self.revenue[currency] / count for currency, count in sorted(self.agreed_in.items())}
