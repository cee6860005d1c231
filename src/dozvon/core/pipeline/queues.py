"""Which tab an order stands in: one definition, in Python and compiled to SQL; a property test holds both equal.

The age of an order is counted in the shop's local days since arrival. Past the ageing rule's limit an order that
was reached (or revived) lately keeps the limit itself as its age: it stays in the last dialled tab until the
pursuit, too, is older (domain, section 3: only orders «nobody reached since» are not dialled).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dozvon.core.hours import day_start, local_date
from dozvon.core.pipeline.document import Bounds, Pipeline, Queue
from dozvon.core.pipeline.facts import OrderFacts


def age_of(pipeline: Pipeline, facts: OrderFacts, now: datetime, shop_zone: str) -> int:
    """The order's age in local days, as defined above."""
    today = local_date(shop_zone, now)
    since_arrival = max(0, (today - local_date(shop_zone, facts.received_at)).days)
    limit = pipeline.ageing.days if pipeline.ageing else None
    if limit is None or since_arrival <= limit:
        return since_arrival
    return max(limit, (today - local_date(shop_zone, facts.pursued_since)).days)


def queue_of(pipeline: Pipeline, facts: OrderFacts, now: datetime, shop_zone: str) -> str | None:
    """The code of the queue the order stands in, or None."""
    age = age_of(pipeline, facts, now, shop_zone)
    for queue in pipeline.queues:
        where = queue.where
        if facts.status in where.statuses and where.attempts.holds(facts.attempts) and where.age.holds(age):
            return queue.code
    return None


def next_move(
    pipeline: Pipeline, facts: OrderFacts, now: datetime, shop_zone: str
) -> tuple[datetime, str | None] | None:
    """When time alone will put the order into another queue, and into which; None where it never will."""
    here = queue_of(pipeline, facts, now, shop_zone)
    today = local_date(shop_zone, now)
    edges = [bound for queue in pipeline.queues for bound in (queue.where.age.min, queue.where.age.max) if bound]
    for step in range(1, max(edges, default=0) + 2):
        midnight = day_start(shop_zone, today + timedelta(days=step))
        there = queue_of(pipeline, facts, midnight, shop_zone)
        if there != here:
            return midnight, there
    return None


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL over the columns of an order, with its parameters for `%s`."""

    sql: str
    params: tuple[Any, ...]


def condition(pipeline: Pipeline, queue: Queue, now: datetime, shop_zone: str, alias: str = "o") -> Condition:
    """The queue as SQL over `status`, `attempts`, `received_at` and `pursued_since` of the alias."""
    inside = within_statuses(pipeline, queue, now, shop_zone, alias)
    return Condition(f"{alias}.status = ANY(%s) AND {inside.sql}", (list(queue.where.statuses), *inside.params))


def within_statuses(pipeline: Pipeline, queue: Queue, now: datetime, shop_zone: str, alias: str = "o") -> Condition:
    """What the queue asks of an order beside its status, as SQL over `attempts`, `received_at` and `pursued_since`."""
    where = queue.where
    parts, params = list[str](), list[Any]()
    for bound, sign in ((where.attempts.min, ">="), (where.attempts.max, "<=")):
        if bound is not None:
            parts.append(f"{alias}.attempts {sign} %s")
            params.append(bound)
    limit = pipeline.ageing.days if pipeline.ageing else None
    for column, sign, moment in _age_bounds(where.age, limit, now, shop_zone):
        parts.append(f"{alias}.{column} {sign} %s")
        params.append(moment)
    return Condition(" AND ".join(parts) or "TRUE", tuple(params))


def _age_bounds(age: Bounds, limit: int | None, now: datetime, zone: str) -> Sequence[tuple[str, str, datetime]]:
    """Age limits as limits of moments: past the ageing limit it is the pursuit that counts, before it arrival."""
    today = local_date(zone, now)
    bounds = []
    if age.min is not None and age.min > 0:
        column = "pursued_since" if limit is not None and age.min > limit else "received_at"
        bounds.append((column, "<", day_start(zone, today - timedelta(days=age.min - 1))))
    if age.max is not None:
        column = "pursued_since" if limit is not None and age.max >= limit else "received_at"
        bounds.append((column, ">=", day_start(zone, today - timedelta(days=age.max))))
    return bounds
