"""Keeping up what came of every order, so that a year's report adds up rows instead of reading histories.

The log of events tells which orders changed; theirs are worked out anew. A transaction that is not finished hides what
it wrote, so the place in the log moves on only to the oldest such transaction, and what came after it is looked at
again. Nothing is written by the changes themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from dozvon.platform.database import rows
from dozvon.platform.database.reading import named_rows
from dozvon.reports.models import OutcomeMark
from dozvon.reports.queries.outcomes import Rules, arrived_after, rules, work_out_outcomes

STRETCH: Final = 5000
"""Orders, or events, in one transaction."""


def keep_up(stretches: int | None = None) -> bool:
    """Brings all outcomes up to date: what changed first, then at most so many stretches of what must be counted anew.

    Says whether everything is done. Safe to repeat and to break off; who comes second waits for a stretch at most.
    """
    _begin()
    _follow()
    done = 0
    while stretches is None or done < stretches:
        if not _stretch():
            return True
        done += 1
    return not OutcomeMark.objects.filter(complete=False).exists()


_LOCK = "SELECT xid::text AS xid, id FROM outcome_place FOR UPDATE"
_HORIZON = "UPDATE outcome_place SET xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0"


def _begin() -> None:
    """Where nothing is worked out yet, the log matters only from now on."""
    with transaction.atomic():
        _locked()
        _rules_in_force()
        if not OutcomeMark.objects.exclude(complete=False, after_id=0).exists():
            _execute(_HORIZON, [])


class _Place(NamedTuple):
    """A place in the log: the transaction of an event and its id."""

    xid: str
    id: int


def _locked() -> _Place:
    """The place in the log; nobody else works anything out until the transaction ends."""
    [place] = named_rows(_Place, _LOCK, [])
    return place


def _rules_in_force() -> dict[int, Rules]:
    """The rules of now; a shop whose rules are others than those it was counted by is to be counted anew."""
    by = rules()
    marks = {mark.shop_id: mark for mark in OutcomeMark.objects.all()}
    for shop_id, one in by.items():
        if shop_id not in marks or marks[shop_id].rules != one.text:
            OutcomeMark(shop_id=shop_id, agreed=one.agreed, shipped=one.shipped, rules=one.text).save()
    return by


_NEWS = """
SELECT e.xid::text AS xid, e.id, e.xid < pg_snapshot_xmin(pg_current_snapshot()) AS is_settled,
    CASE WHEN e.kind NOT IN ('order.claimed', 'order.released') THEN e.order_id END AS order_id
FROM events e WHERE (e.xid, e.id) > (%s::text::xid8, %s) ORDER BY e.xid, e.id LIMIT %s
"""
_MOVE = "UPDATE outcome_place SET xid = %s::text::xid8, id = %s"


class _News(NamedTuple):
    """An event and the order it tells of, where it may change what came of it; settled when nothing earlier follows."""

    xid: str
    id: int
    is_settled: bool
    order_id: int | None


def _follow() -> None:
    """Works out anew the orders that the log tells of since the place."""
    after: _Place | None = None
    while True:
        with transaction.atomic():
            place = _locked()
            by = _rules_in_force()
            news = named_rows(_News, _NEWS, [*(after or place), STRETCH])
            _write(sorted({one.order_id for one in news if one.order_id is not None}), by)
            settled = [_Place(one.xid, one.id) for one in news if one.is_settled]
            if settled:
                _execute(_MOVE, settled[-1])
        if len(news) < STRETCH:
            return
        after = _Place(news[-1].xid, news[-1].id)


def _stretch() -> bool:
    """One stretch of a shop that is counted anew; False where there is none."""
    with transaction.atomic():
        _locked()
        by = _rules_in_force()
        mark = OutcomeMark.objects.filter(complete=False).order_by("shop_id").first()
        if mark is None:
            return False
        found = arrived_after(mark, STRETCH)
        _write([one.id for one in found], by)
        if found:
            mark.after_id, mark.after_at = found[-1].id, found[-1].received_at
        mark.complete = len(found) < STRETCH
        mark.save()
    return True


_COLUMNS = (
    *("order_id", "shop_id", "received_at", "day", "hour", "attempts", "tried", "reached", "agreed", "lost", "trash"),
    *("uncalled", "owner_id", "waited", "waited_open", "currency", "total", "upsold", "channel", "skus", "problem"),
    *("moved_id", "shipped_on", "parcel"),
)
_SKUS = _COLUMNS.index("skus")


def _write(order_ids: Sequence[int], by: dict[int, Rules]) -> None:
    if not order_ids:
        return
    fresh = work_out_outcomes(order_ids, by)
    _execute("DELETE FROM order_outcomes WHERE order_id = ANY(%s)", [list(order_ids)])
    rows.write("order_outcomes", _COLUMNS, [(*one[:_SKUS], rows.texts(one.skus), *one[_SKUS + 1 :]) for one in fresh])


def _execute(sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
