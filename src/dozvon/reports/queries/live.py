"""The day as it is now: who waits, what is overdue, what came of today's orders and calls.

Read are only rows of today and rows of open orders, by index, however many orders there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from dozvon.core.figures import BAND, CallClock, Reaction
from dozvon.core.pipeline.parts import Wording
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.accounts.models import User
from dozvon.platform.database.reading import named_rows
from dozvon.platform.people import absences
from dozvon.reports.models import AuditRun
from dozvon.reports.queries.figures import MANY_ATTEMPTS, Figure, slice_of, today_start
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

MOST: Final = 1000
"""Nobody reads a longer list: beyond it a count says «1000+»."""


@dataclass(frozen=True, slots=True)
class Pending:
    """So many orders (at most MOST), the most urgent of them due at `oldest_at`."""

    count: int
    oldest_at: datetime | None


def waiting(of: Sequence[Shop], now: datetime) -> Pending:
    """New orders nobody called within the shop's response time: one statement."""
    return _counted(of, Figure("waiting"), now, "o.task_due_at")


def unguarded(of: Sequence[Shop], now: datetime) -> Pending:
    """Open orders without a task: there can be none (domain, section 1)."""
    return _counted(of, Figure("unguarded"), now, "o.received_at")


def unreplaced(of: Sequence[Shop], now: datetime) -> Pending:
    """Open orders of who is away with nobody standing in: one statement; none where nobody is away."""
    lacking = [shop for shop in of if absences.absent_without_stand_in(shop.pk, now)]
    return _counted(lacking, Figure("unreplaced"), now, "o.task_due_at")


def _counted(of: Sequence[Shop], figure: Figure, now: datetime, moment: str) -> Pending:
    parts, params = [], list[Any]()
    for shop in of:
        where = slice_of(figure, shop, now).where
        parts.append(f"(SELECT {moment} AS moment FROM orders o WHERE {where.sql} LIMIT {MOST})")  # noqa: S608
        params += where.params
    if not parts:
        return Pending(0, None)
    sql = f"SELECT count(*) AS orders, min(moment) AS oldest_at FROM ({' UNION ALL '.join(parts)}) AS found"  # noqa: S608
    [whole] = named_rows(_Whole, sql, params)
    return Pending(min(whole.orders, MOST), whole.oldest_at)


class _Whole(NamedTuple):
    orders: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """Open orders whose task of that kind is past its time: how many (at most MOST), and since when the first is."""

    kind: str
    title: Wording
    count: int
    oldest_at: datetime


_OVERDUE = f"""
SELECT asked.kind, count(*) AS orders, min(late.task_due_at) AS oldest_at
FROM unnest(%s::bigint[], %s::text[]) AS asked(shop_id, kind) CROSS JOIN LATERAL (
    SELECT o.task_due_at FROM orders o
    WHERE o.status_kind = 'open' AND o.shop_id = asked.shop_id AND o.task_kind = asked.kind AND o.task_due_at < %s
    ORDER BY o.task_due_at LIMIT {MOST}) AS late
GROUP BY 1
"""  # noqa: S608 (own words)


class _Late(NamedTuple):
    kind: str
    orders: int
    oldest_at: datetime


def overdue(of: Sequence[Shop], now: datetime) -> list[Overdue]:
    """Overdue tasks by kind, the most first, then the oldest: one statement, read in the index of the open tasks."""
    asked = [(shop.pk, task) for shop in of for task in read_pipeline(shop.pipeline_id).tasks]
    titles = {task.code: task.title for _, task in asked}
    rows = named_rows(_Late, _OVERDUE, [[shop_id for shop_id, _ in asked], [task.code for _, task in asked], now])
    found = [Overdue(one.kind, titles[one.kind], min(one.orders, MOST), one.oldest_at) for one in rows]
    return sorted(found, key=lambda one: (-one.count, one.oldest_at))


@dataclass(slots=True)
class Day:
    """What became of the orders that arrived today, by each shop's own day."""

    orders: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    reaction: Reaction = field(default_factory=Reaction)
    reaction_open: Reaction = field(default_factory=Reaction)


# Orders alike but for their times are one row: thousands are a few dozen. OFFSET keeps the index of arrivals in use.
_DAY = f"""
SELECT o.shop_id, o.zone, o.status, least(o.attempts_total, {MANY_ATTEMPTS}) AS attempts, count(*) AS orders,
    coalesce(array_agg(o.came) FILTER (WHERE o.called IS NOT NULL), '{{}}') AS came,
    coalesce(array_agg(o.called) FILTER (WHERE o.called IS NOT NULL), '{{}}') AS called,
    coalesce(array_agg(o.came) FILTER (
        WHERE o.called IS NULL AND o.status_kind = 'open' AND o.attempts_total = 0), '{{}}') AS waiting
FROM unnest(%s::bigint[], %s::timestamptz[]) AS s(shop_id, since) CROSS JOIN LATERAL (
    SELECT shop_id, zone, status, status_kind, attempts_total,
        date_part('epoch', received_at) AS came, date_part('epoch', first_call_at) AS called
    FROM orders WHERE shop_id = s.shop_id AND received_at >= s.since OFFSET 0) AS o
GROUP BY 1, 2, 3, 4
"""  # noqa: S608 (own words)


class _Alike(NamedTuple):
    """Orders of today that differ only in their times, which are seconds of the epoch."""

    shop_id: int
    zone: str
    status: str
    attempts: int
    orders: int
    came: list[float]
    called: list[float]
    waiting: list[float]


def day(of: Sequence[Shop], now: datetime) -> Day:
    """Today's orders: one statement. Who still waits beyond five minutes counts as not in time."""
    starts = {shop.pk: today_start(shop, now) for shop in of}
    found, times = Day(), defaultdict[tuple[int, str], _Times](_Times)
    for alike in named_rows(_Alike, _DAY, [list(starts), list(starts.values())]):
        found.orders += alike.orders
        found.statuses[alike.status] += alike.orders
        found.attempts[alike.attempts] += alike.orders
        times[alike.shop_id, alike.zone].add(alike.came, alike.called, alike.waiting)
    if times:
        clocks = CallClocks(of, min(starts.values()), now)
        found.reaction, found.reaction_open = _reactions(times, clocks, now.timestamp())
    return found


@dataclass(slots=True)
class _Times:
    """When orders came and were first called, in pairs; when those came that wait still. Seconds of the epoch."""

    called: list[tuple[float, float]] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)

    def add(self, came: Sequence[float], called: Sequence[float], waiting: Sequence[float]) -> None:
        """So many orders more."""
        self.called += zip(came, called, strict=True)
        self.waiting += waiting


def _reactions(times: Mapping[tuple[int, str], _Times], clocks: CallClocks, now: float) -> tuple[Reaction, Reaction]:
    """By the calendar, and by time when the clients could be called."""
    whole, counted = list[float](), list[float]()
    late = late_open = 0
    for (shop_id, zone), those in times.items():
        clock = clocks.of(shop_id, zone)
        whole += [until - since for since, until in those.called]
        counted += clock.waits(those.called)
        came = sorted(those.waiting)
        late += _late(came, now, None)
        late_open += _late(came, now, clock)
    return Reaction.of(whole, late), Reaction.of(counted, late_open)


def _late(came: Sequence[float], now: float, clock: CallClock | None) -> int:
    """How many wait beyond five minutes, by the clock or by the calendar: the earliest of those that came in order."""

    def in_time(since: float) -> bool:
        return (clock.seconds(since, now) if clock else now - since) <= BAND.total_seconds()

    return bisect_left(came, True, key=in_time)


class CallClocks:
    """The calling clocks of shops and client zones over a stretch of time, each made once."""

    def __init__(self, of: Sequence[Shop], since: datetime, until: datetime) -> None:
        self._hours = {shop.pk: shops.hours_of(shop) for shop in of}
        self._since, self._until = since, until
        self._made: dict[tuple[int, str], CallClock] = {}

    def of(self, shop_id: int, zone: str) -> CallClock:
        """The clock of the shop's clients in that zone."""
        key = (shop_id, zone)
        if key not in self._made:
            self._made[key] = CallClock(self._hours[shop_id], zone, self._since, self._until)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order in somebody's hands: since when, and when they last touched it (the lease is renewed then)."""

    order_id: int
    number: int
    user_id: int
    since: datetime
    touched_at: datetime
    is_long: bool


_HELD = """
SELECT o.id, o.number, o.claimed_by_id, o.claimed_until, o.shop_id,
    (SELECT e.at FROM events e WHERE e.order_id = o.id AND e.kind = 'order.claimed' ORDER BY e.id DESC LIMIT 1)
        AS claimed_at
FROM orders o WHERE o.claimed_by_id IS NOT NULL AND o.claimed_until > %s AND o.shop_id = ANY(%s)
"""


class _Held(NamedTuple):
    id: int
    number: int
    claimed_by_id: int
    claimed_until: datetime
    shop_id: int
    claimed_at: datetime | None


def held(of: Sequence[Shop], now: datetime) -> list[HeldOrder]:
    """Orders in somebody's hands, the longest held first: one statement. Long is more than one whole lease."""
    leases = {shop.pk: timedelta(minutes=shop.claim_minutes) for shop in of}
    found = []
    for row in named_rows(_Held, _HELD, [now, list(leases)]):
        lease = leases[row.shop_id]
        touched = row.claimed_until - lease
        began = row.claimed_at or touched
        found.append(HeldOrder(row.id, row.number, row.claimed_by_id, began, touched, now - began > lease))
    return sorted(found, key=lambda hold: hold.since)


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Who they are: one statement."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("id", "name"))


def last_audit() -> AuditRun | None:
    """The latest run of the audit."""
    return AuditRun.objects.order_by("-id").first()
