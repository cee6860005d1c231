"""The next order for an operator: taken and claimed in one transaction, never the same one twice.

Queues are asked in the document's priority; inside a queue its own order counts. Only due tasks, only clients whose
clock allows a call now, only products the operator knows, only orders nobody holds (domain, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.hours import ShopHours, may_call
from dozvon.core.pipeline.decide import may_work
from dozvon.core.pipeline.document import Pipeline, Queue
from dozvon.core.pipeline.queues import Condition
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch.errors import UnknownQueue
from dozvon.dispatch.queries import queue_filter
from dozvon.dispatch.worklists import WorkList, end_of_day, task_filter
from dozvon.orders import access, queries
from dozvon.orders.actions.claims import claimed_event
from dozvon.orders.models import Order
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.events.actions import record
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class HandoutReason:
    """Why this order now: the queue, how it is ordered, and since when it has been waiting."""

    queue: Queue
    since: datetime


@dataclass(frozen=True, slots=True)
class HandedOrder:
    """An order handed out, and why."""

    order: Order
    reason: HandoutReason


@dataclass(frozen=True, slots=True)
class _Source:
    """A dialled queue of a shop; `zones` are those whose clients may be called now, as an array literal."""

    shop: Shop
    pipeline: Pipeline
    queue: Queue
    zones: str


def take_next(actor: Actor, now: datetime, queue: str | None = None) -> HandedOrder | None:
    """Claims the next order this actor should work on, from `queue` or by priority; None when there is none.

    Raises NotPermitted and UnknownQueue.
    """
    if actor.user_id is None or not actor.may(WORK_ORDERS) or not actor.may(SEE_ORDERS):
        raise NotPermitted
    for source in _with_work(actor, _sources(actor, queue, now), now):
        handed = _take(actor, source, now)
        if handed is not None:
            return handed
    return None


def _sources(actor: Actor, code: str | None, now: datetime) -> list[_Source]:
    """The dialled queues of all the actor's shops in which the actor can act and somebody may be called, by priority.

    Raises UnknownQueue.
    """
    mine = [(shop, read_pipeline(shop.pipeline_id)) for shop in shops.shops_of(actor)]
    if code is not None and not any(code in pipeline.queue for _, pipeline in mine):
        raise UnknownQueue
    used = queries.zones_in_use()
    found = []
    for shop, pipeline in mine:
        zones = zones_to_call(shops.hours_of(shop), now, used)
        found += [
            _Source(shop, pipeline, queue, zones)
            for queue in pipeline.queues
            if zones and code in (None, queue.code) and _is_dialled_by(actor, pipeline, queue)
        ]
    return sorted(found, key=lambda source: (source.queue.priority or 0, source.shop.pk))


def _is_dialled_by(actor: Actor, pipeline: Pipeline, queue: Queue) -> bool:
    acts = any(may_work(pipeline, status, actor) for status in queue.where.statuses)
    return queue.dialled and queue.priority is not None and acts


_PRIORITIES_AT_ONCE = 2
"""The first two mostly have work; each further queue looked at costs a plan, whether it is needed or not."""


def _with_work(actor: Actor, sources: list[_Source], now: datetime) -> Iterator[_Source]:
    """The sources that have something to hand out: by priority, then by how long their first order has waited.

    They are looked at only as far as they are taken.
    """
    groups = [list(group) for _, group in groupby(sources, key=lambda source: source.queue.priority)]
    for start in range(0, len(groups), _PRIORITIES_AT_ONCE):
        looked_at = [source for group in groups[start : start + _PRIORITIES_AT_ONCE] for source in group]
        yield from _looked_at(actor, looked_at, now)


def _looked_at(actor: Actor, sources: list[_Source], now: datetime) -> list[_Source]:
    """One statement for all. It locks nothing: what it saw may be gone, so each source is then tried in turn."""
    statements, params = [], list[Any]()
    for place, source in enumerate(sources):
        sql, values = _free(actor, source, now)
        head = "SELECT %s::int AS place, %s::int AS priority"
        statements.append(f"({head}, {_column(source.queue)} AS since {sql} LIMIT 1)")
        params += [place, source.queue.priority, *values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        rows = cursor.fetchall()
    return [sources[place] for place, _, _ in sorted(rows, key=lambda row: (row[1], row[2], row[0]))]


_TAKE = """
UPDATE orders SET claimed_by_id = %s, claimed_until = %s
WHERE id = (SELECT o.id {free} LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id
"""


def _take(actor: Actor, source: _Source, now: datetime) -> HandedOrder | None:
    order = take_first(actor, source.shop, *_free(actor, source, now), now, source.queue.code)
    return HandedOrder(order, HandoutReason(source.queue, order.task_due_at or now)) if order is not None else None


def take_first(
    actor: Actor, shop: Shop, free: str, params: list[Any], now: datetime, queue: str | None = None
) -> Order | None:
    """Claims the first of the shop's orders that `free` (FROM, WHERE and ORDER BY over `orders o`) leaves over."""
    until = now + timedelta(minutes=shop.claim_minutes)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE.format(free=free), [actor.user_id, until, *params])
            row = cursor.fetchone()
        if row is None:
            return None
        order = access.get(actor, row[0])
        record(actor, now, [claimed_event(order, queue)])
    return order


def _column(queue: Queue) -> str:
    return "o.received_at" if queue.order in ("oldest", "newest") else "o.task_due_at"


def _free(actor: Actor, source: _Source, now: datetime) -> tuple[str, list[Any]]:
    """FROM, WHERE and ORDER BY of the orders in the queue that may be handed out now."""
    inside = queue_filter(actor, source.shop, source.pipeline, source.queue, now)
    parts = [
        inside.sql,
        "(o.claimed_by_id IS NULL OR o.claimed_until <= %s)",
        # In the order of arrival the planner is kept from the index of due times, after which it would have to sort.
        "o.task_due_at <= %s" if _column(source.queue) == "o.task_due_at" else "(o.task_due_at <= %s) IS TRUE",
        "o.zone = ANY(%s::varchar[])",
    ]
    params: list[Any] = [
        *inside.params,
        now,
        now,
        source.zones,
    ]
    if source.queue.only_unassigned:
        parts.append("(o.responsible_id IS NULL OR o.responsible_id = ANY(%s))")
        params.append(actor.answers_for)
    direction = "DESC" if source.queue.order == "newest" else "ASC"
    order = f"ORDER BY {_column(source.queue)} {direction}, o.id {direction}"
    return f"FROM orders o WHERE {' AND '.join(parts)} {order}", params


def take_from_list(actor: Actor, one: WorkList, now: datetime) -> Order | None:
    """Claims the order of the list that is due first, of those due today that nobody holds; None when there is none.

    A call is handed out only when it is due and the client may be called. Raises NotPermitted.
    """
    if actor.user_id is None or not actor.may(WORK_ORDERS) or not actor.may(SEE_ORDERS):
        raise NotPermitted
    sources = [(shop, _free_of_list(actor, one, shop, now)) for shop in one.shops]
    for place in _oldest_first([free for _, free in sources]):
        shop, free = sources[place]
        order = take_first(actor, shop, free.sql, list(free.params), now)
        if order is not None:
            return order
    return None


def _free_of_list(actor: Actor, one: WorkList, shop: Shop, now: datetime) -> Condition:
    """FROM, WHERE and ORDER BY of the orders that may be handed out now."""
    pipeline, task = read_pipeline(shop.pipeline_id), task_filter(shop, one.code)
    statuses = [status.code for status in pipeline.statuses if may_work(pipeline, status.code, actor)]
    due = now if one.kind.call else end_of_day(shop, now)
    parts = [
        task.sql,
        "o.status = ANY(%s)",
        "(o.claimed_by_id IS NULL OR o.claimed_until <= %s)",
        "o.task_due_at <= %s",
    ]
    params: list[Any] = [*task.params, statuses, now, due]
    if one.kind.call:
        parts.append("o.zone = ANY(%s::varchar[])")
        params.append(zones_to_call(shops.hours_of(shop), now, queries.zones_in_use()) or "{}")
    where = " AND ".join(parts)
    return Condition(f"FROM orders o WHERE {where} ORDER BY o.task_due_at, o.id", tuple(params))


def _oldest_first(sources: Sequence[Condition]) -> list[int]:
    """The places of the sources that have something, by when their first is due: one statement, locking nothing."""
    if not sources:
        return []
    looks = " UNION ALL ".join(f"(SELECT %s::int, o.task_due_at {free.sql} LIMIT 1)" for free in sources)
    params = [value for place, free in enumerate(sources) for value in (place, *free.params)]
    with connection.cursor() as cursor:
        cursor.execute(looks, params)
        return [place for place, _ in sorted(cursor.fetchall(), key=lambda row: (row[1], row[0]))]


def zones_to_call(hours: ShopHours, now: datetime, used: frozenset[str]) -> str:
    """Those of the zones whose clients may be called now, as an array literal; empty where there are none.

    Worked out once a minute: all spans begin and end on a minute.
    """
    return _zones_to_call(hours, now.replace(second=0, microsecond=0), used)


@lru_cache(maxsize=64)
def _zones_to_call(hours: ShopHours, minute: datetime, used: frozenset[str]) -> str:
    called = [zone for zone in sorted(used) if may_call(hours, zone, minute)]
    return "{" + ",".join(called) + "}" if called else ""
