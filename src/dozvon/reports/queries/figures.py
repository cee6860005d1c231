"""What each figure of the control page counts, as one condition over `orders o`: counting and listing both use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dozvon.core.actor import Actor
from dozvon.core.figures import BAND
from dozvon.core.hours import day_start, local_date
from dozvon.core.pipeline.queues import Condition
from dozvon.orders.queries import PageOfOrders, Slice, page
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.people import absences
from dozvon.reports import access
from dozvon.shops.models import Shop

MANY_ATTEMPTS: Final = 5
"""Orders with so many unsuccessful calls or more stand in one column."""


class UnknownFigure(Exception):
    """There is no figure of that name, or it has no such key."""


def today_start(shop: Shop, now: datetime) -> datetime:
    """Midnight of the shop's day."""
    return day_start(shop.zone, local_date(shop.zone, now))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by name, and the key that narrows it: kind of task, status, number of attempts, problem, hour."""

    name: str
    key: str = ""


def slice_of(figure: Figure, shop: Shop, now: datetime) -> Slice:
    """The orders of the shop behind the figure. Raises UnknownFigure."""
    makers = {
        "waiting": _waiting,
        "overdue": _overdue,
        "held": _held,
        "unguarded": _unguarded,
        "unreplaced": _unreplaced,
        "status": _status,
        "attempts": _attempts,
        "called": _called,
        "in_time": _in_time,
        "late": _late,
        "hour": _hour,
        "problem": _problem,
    }
    if figure.name not in makers:
        raise UnknownFigure(figure.name)
    return makers[figure.name](figure.key, shop, now)


def _slice(shop: Shop, sql: str, *params: Any, column: str = "received_at", descending: bool = True) -> Slice:
    return Slice(Condition(f"o.shop_id = %s AND {sql}", (shop.pk, *params)), column, descending)


def _waiting(key: str, shop: Shop, now: datetime) -> Slice:
    """Nobody called yet, and the response time has passed since a call was first allowed."""
    pipeline = read_pipeline(shop.pipeline_id)
    late = now - timedelta(minutes=shop.response_minutes)
    return _slice(
        shop,
        "o.status_kind = 'open' AND o.status = %s AND o.task_due_at < %s"
        " AND o.first_call_at IS NULL AND o.attempts_total = 0",
        pipeline.arrival.status,
        late,
        column="task_due_at",
        descending=False,
    )


def _overdue(key: str, shop: Shop, now: datetime) -> Slice:
    return _slice(
        shop,
        "o.status_kind = 'open' AND o.task_kind = %s AND o.task_due_at < %s",
        key,
        now,
        column="task_due_at",
        descending=False,
    )


def _held(key: str, shop: Shop, now: datetime) -> Slice:
    return _slice(shop, "o.claimed_by_id IS NOT NULL AND o.claimed_until > %s", now)


def _unguarded(key: str, shop: Shop, now: datetime) -> Slice:
    return _slice(shop, "o.status_kind = 'open' AND (o.task_due_at IS NULL OR o.task_kind IS NULL)")


def _unreplaced(key: str, shop: Shop, now: datetime) -> Slice:
    """The responsible one is away, and nobody stands in for them in the shop."""
    return _slice(
        shop,
        "o.status_kind = 'open' AND o.status = ANY(%s) AND o.responsible_id = ANY(%s)",
        open_statuses(shop),
        absences.absent_without_stand_in(shop.pk, now),
        column="task_due_at",
        descending=False,
    )


def _status(key: str, shop: Shop, now: datetime) -> Slice:
    return _slice(shop, "o.received_at >= %s AND o.status = %s", today_start(shop, now), key)


def _attempts(key: str, shop: Shop, now: datetime) -> Slice:
    if not key.isascii() or not key.isdigit() or len(key) > 2:
        raise UnknownFigure(key)
    sign = ">=" if int(key) >= MANY_ATTEMPTS else "="
    return _slice(shop, f"o.received_at >= %s AND o.attempts_total {sign} %s", today_start(shop, now), int(key))


def _called(key: str, shop: Shop, now: datetime) -> Slice:
    return _slice(shop, "o.received_at >= %s AND o.first_call_at IS NOT NULL", today_start(shop, now))


def _in_time(key: str, shop: Shop, now: datetime) -> Slice:
    return _slice(shop, "o.received_at >= %s AND o.first_call_at - o.received_at <= %s", today_start(shop, now), BAND)


def _late(key: str, shop: Shop, now: datetime) -> Slice:
    """Called late, or not called yet and late already."""
    uncalled = "o.first_call_at IS NULL AND o.status_kind = 'open' AND o.attempts_total = 0 AND o.received_at < %s"
    sql = f"o.received_at >= %s AND (o.first_call_at - o.received_at > %s OR {uncalled})"
    return _slice(shop, sql, today_start(shop, now), BAND, now - BAND)


_BY_ACTION = (
    "o.id IN (SELECT e.order_id FROM effective_actions e WHERE e.kind = 'order.action' AND e.shop_id = %s"
    " AND e.at >= %s AND e.at < %s AND {what})"
)
CALLED: Final = "(e.body->>'outcome' <> 'none' OR e.body->>'call' = 'made')"
"""An action that a call led to."""


def _hour(key: str, shop: Shop, now: datetime) -> Slice:
    if not key.isascii() or not key.isdigit() or int(key) > 23:
        raise UnknownFigure(key)
    what = f"{CALLED} AND extract(hour FROM e.at AT TIME ZONE %s) = %s"
    return _acted(shop, now, what, shop.zone, int(key))


def _problem(key: str, shop: Shop, now: datetime) -> Slice:
    what = "e.body->>'outcome' = 'unreached' AND coalesce(e.body#>>'{problem,code}', '') = %s"
    return _acted(shop, now, what, key)


def _acted(shop: Shop, now: datetime, what: str, *params: object) -> Slice:
    """Orders on which such an action was carried out today and not taken back."""
    start = today_start(shop, now)
    return _slice(shop, _BY_ACTION.format(what=what), shop.pk, start, now, *params)


def open_statuses(shop: Shop) -> list[str]:
    """The codes of the statuses an order of the shop can be open in: with them the index is entered by its columns."""
    return [status.code for status in read_pipeline(shop.pipeline_id).statuses if status.kind == "open"]


def orders_of(actor: Actor, figure: Figure, now: datetime, code: str, cursor: str | None, limit: int) -> PageOfOrders:
    """A page of the orders behind the figure. Raises NotPermitted, UnknownFigure and BadCursor."""
    if "\x00" in figure.key:
        raise UnknownFigure(figure.key)
    return page([slice_of(figure, shop, now) for shop in access.shops_of(actor, code)], cursor, limit)
