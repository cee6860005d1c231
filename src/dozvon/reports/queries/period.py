"""Reports of a period: the orders that arrived in it and what became of them until now, the parcels shipped in it.

What came of each order is kept ready (`reports.actions.outcomes`), so a report adds up rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dozvon.catalog.queries import names_by_sku
from dozvon.core.actor import Actor
from dozvon.core.figures import BAND, Reaction, Share
from dozvon.core.outcomes import BOUGHT, RETURNED
from dozvon.core.tally import Reason, Tally
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
    asked,
    select,
)
from dozvon.reports.queries.live import Clocks, names_of, rows_of
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
    asking = _Asking(of, asked(of, period), now)
    tallies = asking.tallies(grouping)
    titles = _titles(by, of, tallies)
    groups = [Group(key, titles.get(key, key), tally) for key, tally in tallies.items()]
    groups.sort(key=lambda group: group.key if by in (*CALENDAR, "hour") else (-group.tally.orders, group.title))
    return Report(groups, asking.total(grouping, tallies))


_SUMS = f"""{{key}}, f.currency, sum(f.total) FILTER (WHERE f.agreed), sum(f.upsold),
    count(*), count(*) FILTER (WHERE f.tried), count(*) FILTER (WHERE f.reached), count(*) FILTER (WHERE f.agreed),
    count(*) FILTER (WHERE f.trash), count(*) FILTER (WHERE {REFUSED}), count(*) FILTER (WHERE f.agreed AND f.lost),
    sum(f.attempts), count(f.upsold)"""
_WAITS = f"""{{key}}, count(*), count(*) FILTER (WHERE f.waited <= {BAND.total_seconds()}),
    count(*) FILTER (WHERE f.waited_open <= {BAND.total_seconds()}),
    percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY f.waited),
    percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY f.waited_open)"""
_NONE: tuple[Any, ...] = (0, 0, 0, (None, None), (None, None))
_PARCELS = f"""{{key}},
    count(*) FILTER (WHERE f.parcel = '{BOUGHT}'), count(*) FILTER (WHERE f.parcel = '{RETURNED}')"""
_UNCALLED = "{key}, f.shop_id, o.zone, date_part('epoch', f.received_at)"
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
        for key, currency, revenue, added, *counts in self._rows(select(_SUMS, grouping, "TRUE"), " GROUP BY 1, 2"):
            tally = Tally(*counts)
            if revenue is not None:
                tally.agreed_in[currency], tally.revenue[currency] = tally.agreed, revenue
            if added is not None:
                tally.upsold_revenue[currency] = added
            found[grouping.text(key)].add(tally)
        sql = select(_PARCELS, grouping, "f.parcel <> 'under_way'", SHIPPED)
        for key, bought, returned in self._rows(sql, " GROUP BY 1"):
            tally = found[grouping.text(key)]
            tally.bought, tally.returned = bought, returned
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
        reasons = self._rows(select(f"{REASON}, count(*)", WHOLE, REFUSED, join=MOVED), " GROUP BY 1")
        whole[""].reasons.update({Reason.of(text): count for text, count in reasons})
        return whole[""]

    def _rows(self, sql: str, tail: str = "") -> list[tuple[Any, ...]]:
        return rows_of(sql + tail, self.params)

    def _add_waits(self, found: defaultdict[str, Tally], grouping: Grouping) -> None:
        """How soon first calls were made; who is not called yet is late from five minutes on, by either clock."""
        late = self._late(grouping)
        made = {
            grouping.text(key): tuple(values)
            for key, *values in self._rows(select(_WAITS, grouping, "f.waited IS NOT NULL"), " GROUP BY 1")
        }
        for key in made.keys() | late.keys():
            count, in_time, in_time_open, whole, whole_open = made.get(key, _NONE)
            beyond, beyond_open = late.get(key, (0, 0))
            tally = found[key]
            tally.neglected = beyond
            tally.reaction = Reaction(whole[0], whole[1], Share(in_time, count + beyond))
            tally.reaction_open = Reaction(whole_open[0], whole_open[1], Share(in_time_open, count + beyond_open))

    def _late(self, grouping: Grouping) -> dict[str, tuple[int, int]]:
        """Orders nobody called for more than five minutes: of all time, of time when they could be called."""
        moment, band = self.now.timestamp(), BAND.total_seconds()
        uncalled = self._rows(select(_UNCALLED, grouping, "f.uncalled", join=_ORDERS))
        since = min((came for *_, came in uncalled), default=moment)
        clocks = Clocks(self.of, datetime.fromtimestamp(since, self.now.tzinfo), self.now)
        found: dict[str, tuple[int, int]] = {}
        for value, shop_id, zone, came in uncalled:
            key = grouping.text(value)
            whole, opened = found.get(key, (0, 0))
            is_late = clocks.of(shop_id, zone).seconds(came, moment) > band
            found[key] = (whole + (moment - came > band), opened + is_late)
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
