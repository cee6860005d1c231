"""The figures of a report: sums over the orders of a group, and what they come to; each with its definition."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from dozvon.core.figures import Reaction, Share


@dataclass(frozen=True, slots=True)
class LossReason:
    """Why an order was lost before the client agreed: the problem of its last action; or, where no action closed it,

    the kind of the event that did (`how`) and the reason given with a forced move (`words`, empty once erased).
    """

    problem: str = ""
    how: str = ""
    words: str = ""

    def __str__(self) -> str:
        """As an address can carry it; `of` reads it back."""
        return f"{self.how} {self.words}" if self.how else self.problem

    @classmethod
    def of(cls, text: str) -> LossReason:
        """The reason of that text: kinds of events have a dot, problems none."""
        how, _, words = text.partition(" ")
        return cls(how=how, words=words) if "." in how else cls(text)


_SUMS = (
    *("orders", "tried", "reached", "agreed", "trash", "refused", "fallen", "attempts", "neglected", "upsold"),
    *("bought", "returned"),
)


@dataclass(slots=True)
class Tally:
    """Sums over orders that arrived in a period, and over parcels that were shipped in it.

    Of the orders somebody tried to call `tried`; money by currency.
    """

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
    bought: int = 0
    returned: int = 0
    reaction: Reaction = field(default_factory=Reaction)
    reaction_open: Reaction = field(default_factory=Reaction)
    reasons: Counter[LossReason] = field(default_factory=Counter)
    revenue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    upsold_revenue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    agreed_in: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Adds sums; how soon calls were made cannot be added."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("revenue", "upsold_revenue", "agreed_in"):
            for currency, amount in getattr(other, name).items():
                getattr(self, name)[currency] += amount

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
    def buyout(self) -> Share:
        """Bought, of the parcels shipped in the period that are not under way any more."""
        return Share(self.bought, self.bought + self.returned)

    @property
    def upsell(self) -> Share:
        """Agreed orders to which an operator added a line, of all agreed."""
        return Share(self.upsold, self.agreed)

    @property
    def attempts_per_order(self) -> float | None:
        """Unsuccessful calls per order."""
        return self.attempts / self.orders if self.orders else None

    def average_check(self) -> dict[str, Decimal]:
        """Currency → the sum of agreed orders divided by their number."""
        return {currency: self.revenue[currency] / count for currency, count in sorted(self.agreed_in.items())}
