"""How many tasks stand in each hour: what a time is chosen by, and what an operator's day looks like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.pipeline.document import Pipeline
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Load:
    """Tasks of an hour: all of the shop's, and those of orders this actor is responsible for."""

    everybody: int
    own: int


def open_statuses(pipeline: Pipeline) -> list[str]:
    """The statuses in which an order has a task."""
    return [status.code for status in pipeline.statuses if status.kind == "open"]


_LOAD = """
SELECT date_trunc('hour', o.task_due_at AT TIME ZONE %s) AS hour, count(*),
       count(*) FILTER (WHERE o.responsible_id = %s)
FROM orders o
WHERE o.status_kind = 'open' AND o.shop_id = %s AND o.status = ANY(%s) AND o.task_kind = ANY(%s)
  AND o.task_due_at >= %s AND o.task_due_at < %s
GROUP BY 1
"""


def load(
    actor: Actor, shop: Shop, pipeline: Pipeline, kinds: Iterable[str], since: datetime, until: datetime
) -> dict[tuple[date, int], Load]:
    """Tasks of these kinds by day and hour of the shop's clock: one statement on the index of due tasks."""
    params = [shop.zone, actor.user_id, shop.pk, open_statuses(pipeline), list(kinds), since, until]
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, params)
        return {(hour.date(), hour.hour): Load(count, own) for hour, count, own in cursor.fetchall()}
