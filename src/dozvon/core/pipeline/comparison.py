"""A replay summed up: calls by hour, operator and tab, and who is reached earlier, later or never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dozvon.core.figures import percentile
from dozvon.core.hours import zone_info
from dozvon.core.pipeline.replay import CallHistory, Replayed, ReplayTerms, actual_calls, expected, replay_calls


@dataclass(slots=True)
class ReplayTally:
    """Sums of one pipeline. `waits` are seconds from arrival to the first call that reached the client."""

    calls: int = 0
    reached: int = 0
    hours: Counter[int] = field(default_factory=Counter)
    operators: Counter[str] = field(default_factory=Counter)
    queues: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    def add(self, made: list[Replayed], history: CallHistory, shop_zone: str) -> datetime | None:
        """Counts the calls of one order; returns when its client was first reached."""
        first: datetime | None = None
        for call in made:
            self.calls += 1
            self.hours[call.at.astimezone(zone_info(shop_zone)).hour] += 1
            self.operators[str(call.operator or "")] += 1
            self.queues[call.queue or ""] += 1
            if call.reached and first is None:
                first = call.at
        if first is not None:
            self.reached += 1
            self.waits.append((first - history.received_at).total_seconds())
        return first

    def written(self) -> dict[str, Any]:
        """As JSON holds it; the median of the waits in place of them all."""
        return {
            "calls": self.calls,
            "reached": self.reached,
            "hours": {str(hour): count for hour, count in sorted(self.hours.items())},
            "operators": dict(self.operators),
            "queues": dict(self.queues),
            "median_wait": percentile(self.waits, 50),
        }


@dataclass(slots=True)
class Comparison:
    """Before and after. `unknown` counts calls nobody knows the outcome of, `expected` the orders they might reach."""

    orders: int = 0
    before: ReplayTally = field(default_factory=ReplayTally)
    after: ReplayTally = field(default_factory=ReplayTally)
    earlier: int = 0
    later: int = 0
    never: int = 0
    unknown: int = 0
    expected: float = 0.0

    def add(self, terms: ReplayTerms, history: CallHistory, chances: Mapping[int, float]) -> None:
        """Counts one more order."""
        was, would = actual_calls(terms, history), replay_calls(terms, history)
        first = self.before.add(was, history, terms.hours.zone)
        then = self.after.add(would, history, terms.hours.zone)
        self.orders += 1
        self.unknown += sum(1 for call in would if call.reached is None)
        self.expected += expected(would, history.client_zone, chances)
        if first is not None and then is None:
            self.never += 1
        elif first is not None and then is not None:
            self.earlier += then < first
            self.later += then > first

    def written(self) -> dict[str, Any]:
        """As JSON holds it."""
        counts = {name: getattr(self, name) for name in ("orders", "earlier", "later", "never", "unknown")}
        sides = {"before": self.before.written(), "after": self.after.written()}
        return {**counts, **sides, "expected": round(self.expected, 1)}
