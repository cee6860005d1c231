"""The groups and the cells of a report as SQL over `order_outcomes f`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from dozvon.core.outcomes import BOUGHT
from dozvon.shops.models import Shop

LONGEST: Final = timedelta(days=366)


class BadPeriod(ValueError):
    """The last day is before the first, or the period is longer than a year."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of each shop's own calendar, both included. Raises BadPeriod."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.last - self.first < LONGEST:
            raise BadPeriod


@dataclass(frozen=True, slots=True)
class Grouping:
    """`key` is an expression over f and p, {day} the day that counts; `text` makes its value the key of the group.

    `value` goes the other way; `is_split` says that an order may stand in several groups.
    """

    key: str
    text: Callable[[Any], str] = str
    value: Callable[[str], str] = str
    join: str = ""
    is_split: bool = False


PRODUCTS = " CROSS JOIN LATERAL unnest(CASE WHEN f.skus = '{}' THEN '{\"\"}' ELSE f.skus END) AS p(sku)"
GROUPINGS: Final = {
    "day": Grouping("f.{day}"),
    "week": Grouping("date_trunc('week', f.{day})::date"),
    "month": Grouping("date_trunc('month', f.{day})::date"),
    "operator": Grouping("coalesce(f.owner_id, 0)", lambda value: str(value or ""), lambda key: key or "0"),
    "product": Grouping("p.sku", join=PRODUCTS, is_split=True),
    "channel": Grouping("f.channel"),
    "hour": Grouping("f.hour", lambda value: f"{value:02}", lambda key: key.lstrip("0") or "0"),
    "shop": Grouping("f.shop_id"),
}
"""What a report goes by; an order with several products counts in each of them. A parcel's day is that of shipping.

The key of a day is 2026-11-24, of a week its Monday, of a month its first day, of a shop or an operator the id.
"""
CALENDAR: Final = ("day", "week", "month")
WHOLE: Final = Grouping("''::text")
"""All orders once."""

RECEIVED: Final = "day"
SHIPPED: Final = "shipped_on"


def select(what: str, grouping: Grouping, where: str, day: str = RECEIVED, join: str = "") -> str:
    """A statement over the outcomes of a period by their arrival or their shipping; its values begin with
    `query_params`."""
    return (
        f"SELECT {what.format(key=grouping.key.format(day=day))} FROM order_outcomes f{grouping.join}{join}"  # noqa: S608
        f" WHERE f.shop_id = ANY(%s) AND f.{day} BETWEEN %s AND %s AND {where}"
    )


def query_params(of: Sequence[Shop], period: Period) -> list[Any]:
    """The first values of a `select`."""
    return [[shop.pk for shop in of], period.first, period.last]


REASON: Final = """CASE WHEN e.id IS NULL THEN coalesce(f.problem, '')
    ELSE e.kind || ' ' || coalesce(e.body->>'reason', '') END"""
"""Why an order was lost, as `core.tally.Reason` writes it; needs the join MOVED."""
MOVED: Final = " LEFT JOIN events e ON e.id = f.moved_id"
REFUSED: Final = "f.lost AND NOT f.agreed AND NOT f.trash"


@dataclass(frozen=True, slots=True)
class Measure:
    """Which orders a cell counts: a condition over f, where %s is BAND ago; and what puts them into the period."""

    condition: str
    day: str = RECEIVED


MEASURES: Final = {
    "orders": Measure("TRUE"),
    "reached": Measure("f.reached"),
    "agreed": Measure("f.agreed"),
    "trash": Measure("f.trash"),
    "refused": Measure(REFUSED),
    "fallen": Measure("f.agreed AND f.lost"),
    "upsold": Measure("f.upsold IS NOT NULL"),
    "bought": Measure(f"f.parcel = '{BOUGHT}'", SHIPPED),
    "uncalled": Measure("f.uncalled AND f.received_at < %s"),
}
"""Figure → the orders it counts."""
