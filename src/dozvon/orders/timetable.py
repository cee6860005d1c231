"""How many tasks stand in each hour: what a time is chosen by, and what an operator's day looks like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.queues import Condition
from dozvon.core.roles import SEE_ORDERS
from dozvon.orders.models import Order
from dozvon.orders.queries import Slice, page
from dozvon.pipelines.queries import read_pipeline
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Load:
    """Tasks of an hour: all of the shop's, and those of orders this actor is responsible for."""

    everybody: int
    own: int


def open_statuses(document: Pipeline) -> list[str]:
    """The statuses in which an order has a task."""
    return [status.code for status in document.statuses if status.kind == "open"]


_LOAD = """
SELECT date_trunc('hour', o.task_due_at AT TIME ZONE %s) AS hour, count(*),
       count(*) FILTER (WHERE o.responsible_id = %s)
FROM orders o
WHERE o.status_kind = 'open' AND o.shop_id = %s AND o.status = ANY(%s) AND o.task_kind = ANY(%s)
  AND o.task_due_at >= %s AND o.task_due_at < %s
GROUP BY 1
"""


def load(
    actor: Actor, shop: Shop, document: Pipeline, kinds: Iterable[str], since: datetime, until: datetime
) -> dict[tuple[date, int], Load]:
    """Tasks of these kinds by day and hour of the shop's clock: one statement on the index of due tasks."""
    params = [shop.zone, actor.user_id, shop.pk, open_statuses(document), list(kinds), since, until]
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, params)
        return {(hour.date(), hour.hour): Load(count, own) for hour, count, own in cursor.fetchall()}


def tasks_of(actor: Actor, shops: Iterable[Shop], until: datetime, limit: int) -> list[Order]:
    """The actor's own tasks due before `until`, the earliest first: two statements.

    One's own are the calls of orders one is responsible for, and what is left to one's role. Raises NotPermitted.
    """
    return page(_own(actor, shops, until), None, limit).orders


def due_times(actor: Actor, shops: Iterable[Shop], until: datetime, limit: int) -> list[datetime]:
    """When the actor's own tasks before `until` are due, the earliest first: one statement. Raises NotPermitted."""
    pieces = _own(actor, shops, until)
    if not pieces:
        return []
    statement = " UNION ALL ".join(
        f"(SELECT o.task_due_at FROM orders o WHERE {piece.where.sql} ORDER BY o.task_due_at LIMIT %s)"  # noqa: S608
        for piece in pieces
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for piece in pieces for value in (*piece.where.params, limit)])
        return sorted(moment for (moment,) in cursor.fetchall())[:limit]


def _own(actor: Actor, shops: Iterable[Shop], until: datetime) -> list[Slice]:
    """The actor's own tasks of each shop. Raises NotPermitted."""
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    own = "((o.task_role IS NULL AND o.responsible_id = %s) OR o.task_role = %s OR o.task_kind = ANY(%s))"
    where = f"o.status_kind = 'open' AND o.shop_id = %s AND o.status = ANY(%s) AND o.task_due_at < %s AND {own}"
    slices = []
    for shop in shops:
        document = read_pipeline(shop.pipeline_id)
        also = [kind.code for kind in document.tasks if actor.role in kind.also]
        params = (shop.pk, open_statuses(document), until, actor.user_id, actor.role.value, also)
        slices.append(Slice(Condition(where, params), "task_due_at", descending=False))
    return slices
