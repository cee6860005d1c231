"""Reports of a period: the orders that arrived in it, and what became of them until now, group by group.

The orders are read in stretches, so that a long period needs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.figures import BAND
from dozvon.core.hours import day_start, zone_info
from dozvon.core.outcomes import agreed_statuses
from dozvon.core.tally import Outcome, Tally
from dozvon.reports import access
from dozvon.reports.queries.live import UNDONE, Clocks, names_of
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

STRETCH: Final = 5000
LONGEST: Final = timedelta(days=366)
GROUPS: Final = ("day", "operator", "product", "channel", "hour", "shop")


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

    def bounds(self, shop: Shop) -> tuple[datetime, datetime]:
        """The first moment of the period and the first after it."""
        return day_start(shop.zone, self.first), day_start(shop.zone, self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the report; `title` is empty where the key says nothing (nobody's orders, no product)."""

    key: str
    title: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Report:
    """Groups in their own order, and all orders once."""

    groups: list[Group]
    total: Tally = field(default_factory=Tally)


class Found(NamedTuple):
    """An order of the period as the statement brings it; `came` and `called` are seconds of the epoch."""

    order_id: int
    received_at: datetime
    came: float
    called: float | None
    status_kind: str
    problem: str | None
    attempts: int
    zone: str
    channel: str
    skus: list[str]
    total: Decimal
    currency: str
    responsible_id: int | None
    reached: bool | None
    agreed_by: int | None
    agreed_at: datetime | None
    upsold: Decimal | None


_STRETCH = """
WITH arrived AS MATERIALIZED (
    SELECT o.id, o.received_at, o.first_call_at, o.status_kind, o.problem, o.attempts_total, o.zone, o.channel, o.skus,
        o.total, o.currency, o.responsible_id
    FROM orders o WHERE o.shop_id = %s AND o.received_at >= %s AND o.received_at < %s
        AND (o.received_at, o.id) > (%s, %s)
    ORDER BY o.received_at, o.id LIMIT %s
)
SELECT o.id, o.received_at, extract(epoch FROM o.received_at)::float8, extract(epoch FROM o.first_call_at)::float8,
    o.status_kind, o.problem, o.attempts_total, o.zone, o.channel, o.skus, o.total, o.currency, o.responsible_id,
    acted.reached, acted.agreed_by, acted.agreed_at, added.total
FROM arrived o
LEFT JOIN LATERAL (
    SELECT bool_or(e.body->>'outcome' = 'reached') AS reached,
        (array_agg(e.actor_id ORDER BY e.id) FILTER (WHERE e.body#>>'{status,code}' = ANY(%s)))[1] AS agreed_by,
        min(e.at) FILTER (WHERE e.body#>>'{status,code}' = ANY(%s)) AS agreed_at
    FROM events e WHERE e.order_id = o.id AND e.kind = 'order.action' AND e.id NOT IN ({UNDONE})
) AS acted ON TRUE
LEFT JOIN LATERAL (
    SELECT sum(l.total) AS total FROM order_lines l WHERE l.order_id = o.id AND l.added_by_id IS DISTINCT FROM (
        SELECT e.actor_id FROM events e WHERE e.order_id = o.id AND e.kind = 'order.received' ORDER BY e.id LIMIT 1
    )
) AS added ON acted.agreed_at IS NOT NULL
ORDER BY o.received_at, o.id
""".replace("{UNDONE}", UNDONE)


def report(actor: Actor, period: Period, by: str, code: str, now: datetime) -> Report:
    """The report by one of GROUPS, for the shop of that code or all of the actor's. Raises NotPermitted."""
    tallies: dict[str, Tally] = {}
    found = Report([])
    of = access.shops_of(actor, code)
    for shop in of:
        for order, outcome in _outcomes(shop, period, now):
            found.total.add(outcome)
            for key in keys_of(by, shop, order):
                tallies.setdefault(key, Tally()).add(outcome)
    titles = _titles(by, of, tallies)
    groups = [Group(key, titles.get(key, key), tally) for key, tally in tallies.items()]
    groups.sort(key=lambda group: group.key if by in ("day", "hour") else (-group.tally.orders, group.title))
    found.groups.extend(groups)
    return found


def keys_of(by: str, shop: Shop, order: Found) -> Iterable[str]:
    """The groups the order belongs to: one, or each of its products.

    It is the operator's who made the client agree; until somebody does, the responsible operator's.
    """
    match by:
        case "operator":
            owner = order.agreed_by if order.agreed_at is not None else order.responsible_id
            return [str(owner or "")]
        case "product":
            return order.skus or [""]
        case "channel":
            return [order.channel]
        case "shop":
            return [shop.code]
        case "hour":
            return [f"{order.received_at.astimezone(zone_info(shop.zone)):%H}"]
        case _:
            return [f"{order.received_at.astimezone(zone_info(shop.zone)):%Y-%m-%d}"]


def stretches(shop: Shop, period: Period) -> Iterator[list[Found]]:
    """The orders of the period in the order of their arrival, a stretch at a time: one statement each."""
    since, until = period.bounds(shop)
    agreed = sorted(agreed_statuses(shops.pipeline(shop.pipeline_id)))
    after: tuple[datetime, int] = (since, 0)
    while True:
        with connection.cursor() as db:
            db.execute(_STRETCH, [shop.pk, since, until, *after, STRETCH, agreed, agreed, [shop.pk], since])
            rows = [Found(*row) for row in db.fetchall()]
        yield rows
        if len(rows) < STRETCH:
            return
        after = (rows[-1].received_at, rows[-1].order_id)


def _outcomes(shop: Shop, period: Period, now: datetime) -> Iterator[tuple[Found, Outcome]]:
    since, until = period.bounds(shop)
    clocks = Clocks([shop], since, max(since, min(now, until + LONGEST)))
    for rows in stretches(shop, period):
        for order in rows:
            yield order, _outcome(shop, order, clocks, now.timestamp())


def _outcome(shop: Shop, order: Found, clocks: Clocks, now: float) -> Outcome:
    uncalled = order.called is None and order.status_kind == "open" and order.attempts == 0
    clock = clocks.of(shop.pk, order.zone)
    band = BAND.total_seconds()
    return Outcome(
        reached=bool(order.reached),
        agreed=order.agreed_at is not None,
        status_kind=order.status_kind,
        problem=order.problem,
        attempts=order.attempts,
        waited=None if order.called is None else order.called - order.came,
        waited_open=None if order.called is None else clock.seconds(order.came, order.called),
        total=order.total,
        currency=order.currency,
        upsold=order.upsold,
        neglected=uncalled and now - order.came > band,
        neglected_open=uncalled and clock.seconds(order.came, now) > band,
    )


def _titles(by: str, of: Sequence[Shop], tallies: Iterable[str]) -> dict[str, str]:
    if by == "operator":
        names = names_of(int(key) for key in tallies if key)
        return {str(user_id): name for user_id, name in names.items()}
    if by == "shop":
        return {shop.code: shop.name for shop in of}
    if by == "hour":
        return {key: f"{key}:00" for key in tallies}
    return {}


MEASURES: Final[dict[str, Callable[[Outcome], bool]]] = {
    "orders": lambda outcome: True,
    "reached": lambda outcome: outcome.reached,
    "agreed": lambda outcome: outcome.agreed,
    "trash": lambda outcome: outcome.is_trash,
    "refused": lambda outcome: outcome.is_refused,
    "fallen": lambda outcome: outcome.agreed and outcome.status_kind == "lost",
    "upsold": lambda outcome: outcome.agreed and outcome.upsold is not None,
    "uncalled": lambda outcome: outcome.neglected,
}
"""Figure → whether an order is among those it counts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The cell of a report: a group of a grouping, a measure of MEASURES, and for refusals perhaps a reason."""

    by: str
    key: str
    measure: str
    reason: str | None = None


def ids_behind(actor: Actor, period: Period, wanted: Wanted, code: str, now: datetime, most: int) -> list[int]:
    """The first `most` orders behind a cell, the earliest first. Raises NotPermitted and KeyError."""
    counts = MEASURES[wanted.measure]
    found: list[int] = []
    for shop in access.shops_of(actor, code):
        for order, outcome in _outcomes(shop, period, now):
            in_group = not wanted.by or wanted.key in keys_of(wanted.by, shop, order)
            if in_group and counts(outcome) and wanted.reason in (None, order.problem or ""):
                found.append(order.order_id)
                if len(found) == most:
                    return found
    return found
