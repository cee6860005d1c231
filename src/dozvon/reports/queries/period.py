"""Reports of a period: the orders that arrived in it and what became of them until now, the parcels shipped in it.

What came of each order is kept ready (`reports.actions.outcomes`), so a report adds up rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from dozvon.catalog.queries import names_by_sku
from dozvon.core.actor import Actor
from dozvon.core.figures import BAND, Reaction, Share
from dozvon.core.outcomes import BOUGHT, RETURNED
from dozvon.core.tally import LossReason, Tally
from dozvon.platform.database.reading import named_rows
from dozvon.reports import access
from dozvon.reports.queries.groups import (
    CALENDAR,
    GROUPINGS,
    MOVED,
    REASON,
    REFUSED,
    SHIPPED,
    WHOLE,
    Grouping,
    Period,
    query_params,
    select,
)
from dozvon.reports.queries.live import CallClocks, names_of
from dozvon.shops.models import Shop


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


def report(actor: Actor, period: Period, by: str, code: str, now: datetime) -> Report:
    """The report by one of GROUPINGS, for the shop of that code or all of the actor's. Raises NotPermitted."""
    of = access.shops_of(actor, code)
    grouping = GROUPINGS[by]
    asking = _Asking(of, query_params(of, period), now)
    tallies = asking.tallies(grouping)
    titles = _titles(by, of, tallies)
    groups = [Group(key, titles.get(key, key), tally) for key, tally in tallies.items()]
    groups.sort(key=lambda group: group.key if by in (*CALENDAR, "hour") else (-group.tally.orders, group.title))
    return Report(groups, asking.total(grouping, tallies))


_SUMS = f"""{{key}} AS key, f.currency, sum(f.total) FILTER (WHERE f.agreed) AS revenue, sum(f.upsold) AS added,
    count(*) AS orders, count(*) FILTER (WHERE f.tried) AS tried, count(*) FILTER (WHERE f.reached) AS reached,
    count(*) FILTER (WHERE f.agreed) AS agreed, count(*) FILTER (WHERE f.trash) AS trash,
    count(*) FILTER (WHERE {REFUSED}) AS refused, count(*) FILTER (WHERE f.agreed AND f.lost) AS fallen,
    sum(f.attempts) AS attempts, count(f.upsold) AS upsold"""


class _Sums(NamedTuple):
    """Orders of one group and currency; money of those agreed, and of what was added to them."""

    key: Any
    currency: str
    revenue: Decimal | None
    added: Decimal | None
    orders: int
    tried: int
    reached: int
    agreed: int
    trash: int
    refused: int
    fallen: int
    attempts: int
    upsold: int

    def tally(self) -> Tally:
        """The sums as a tally."""
        counts = ("orders", "tried", "reached", "agreed", "trash", "refused", "fallen", "attempts", "upsold")
        tally = Tally(**{name: getattr(self, name) for name in counts})
        if self.revenue is not None:
            tally.agreed_in[self.currency], tally.revenue[self.currency] = self.agreed, self.revenue
        if self.added is not None:
            tally.upsold_revenue[self.currency] = self.added
        return tally


_WAITS = f"""{{key}} AS key, count(*) AS called, count(*) FILTER (WHERE f.waited <= {BAND.total_seconds()}) AS in_time,
    count(*) FILTER (WHERE f.waited_open <= {BAND.total_seconds()}) AS in_time_open,
    percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY f.waited) AS waits,
    percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY f.waited_open) AS waits_open"""


class _Waits(NamedTuple):
    """First calls of one group: all, those in time by either clock, and median and ninetieth percentile in seconds."""

    key: Any
    called: int
    in_time: int
    in_time_open: int
    waits: tuple[float | None, float | None]
    waits_open: tuple[float | None, float | None]


_PARCELS = f"""{{key}} AS key, count(*) FILTER (WHERE f.parcel = '{BOUGHT}') AS bought,
    count(*) FILTER (WHERE f.parcel = '{RETURNED}') AS returned"""


class _Parcels(NamedTuple):
    key: Any
    bought: int
    returned: int


_UNCALLED = "{key} AS key, f.shop_id, o.zone, date_part('epoch', f.received_at) AS came"


class _Uncalled(NamedTuple):
    key: Any
    shop_id: int
    zone: str
    came: float


class _Reasons(NamedTuple):
    reason: str
    orders: int


_ORDERS = " JOIN orders o ON o.id = f.order_id"


@dataclass(frozen=True, slots=True)
class _Asking:
    """The shops and the period (`params`) of one report, asked at one moment."""

    of: Sequence[Shop]
    params: list[Any]
    now: datetime

    def tallies(self, grouping: Grouping) -> dict[str, Tally]:
        """Key → its figures: four statements."""
        found: defaultdict[str, Tally] = defaultdict(Tally)
        for sums in named_rows(_Sums, f"{select(_SUMS, grouping, 'TRUE')} GROUP BY 1, 2", self.params):
            found[grouping.text(sums.key)].add(sums.tally())
        sql = select(_PARCELS, grouping, "f.parcel <> 'under_way'", SHIPPED)
        for parcels in named_rows(_Parcels, f"{sql} GROUP BY 1", self.params):
            tally = found[grouping.text(parcels.key)]
            tally.bought, tally.returned = parcels.bought, parcels.returned
        self._add_waits(found, grouping)
        return dict(found)

    def total(self, grouping: Grouping, tallies: Mapping[str, Tally]) -> Tally:
        """All orders once, with the reasons of refusals."""
        whole: defaultdict[str, Tally] = defaultdict(Tally)
        if grouping.is_split:
            whole |= self.tallies(WHOLE)
        else:
            for tally in tallies.values():
                whole[""].add(tally)
            self._add_waits(whole, WHOLE)
        sql = select(f"{REASON} AS reason, count(*) AS orders", WHOLE, REFUSED, join=MOVED)
        reasons = named_rows(_Reasons, f"{sql} GROUP BY 1", self.params)
        whole[""].reasons.update({LossReason.of(row.reason): row.orders for row in reasons})
        return whole[""]

    def _add_waits(self, found: defaultdict[str, Tally], grouping: Grouping) -> None:
        """How soon first calls were made; who is not called yet is late from five minutes on, by either clock."""
        late = self._late(grouping)
        sql = f"{select(_WAITS, grouping, 'f.waited IS NOT NULL')} GROUP BY 1"
        made = {grouping.text(waits.key): waits for waits in named_rows(_Waits, sql, self.params)}
        for key in made.keys() | late.keys():
            one = made.get(key, _Waits(key, 0, 0, 0, (None, None), (None, None)))
            beyond, beyond_open = late.get(key, (0, 0))
            tally = found[key]
            tally.neglected = beyond
            tally.reaction = Reaction(one.waits[0], one.waits[1], Share(one.in_time, one.called + beyond))
            tally.reaction_open = Reaction(
                one.waits_open[0], one.waits_open[1], Share(one.in_time_open, one.called + beyond_open)
            )

    def _late(self, grouping: Grouping) -> dict[str, tuple[int, int]]:
        """Orders nobody called for more than five minutes: of all time, of time when they could be called."""
        moment, band = self.now.timestamp(), BAND.total_seconds()
        uncalled = named_rows(_Uncalled, select(_UNCALLED, grouping, "f.uncalled", join=_ORDERS), self.params)
        since = min((order.came for order in uncalled), default=moment)
        clocks = CallClocks(self.of, datetime.fromtimestamp(since, self.now.tzinfo), self.now)
        found: dict[str, tuple[int, int]] = {}
        for order in uncalled:
            key = grouping.text(order.key)
            whole, opened = found.get(key, (0, 0))
            is_late = clocks.of(order.shop_id, order.zone).seconds(order.came, moment) > band
            found[key] = (whole + (moment - order.came > band), opened + is_late)
        return found


def _titles(by: str, of: Sequence[Shop], tallies: Iterable[str]) -> dict[str, str]:
    if by == "operator":
        names = names_of(int(key) for key in tallies if key)
        return {str(user_id): name for user_id, name in names.items()}
    if by == "shop":
        return {str(shop.pk): shop.name for shop in of}
    if by == "hour":
        return {key: f"{key}:00" for key in tallies}
    if by == "product":
        return {sku: f"{sku} · {name}" for sku, name in names_by_sku(of, [key for key in tallies if key]).items()}
    return {}
