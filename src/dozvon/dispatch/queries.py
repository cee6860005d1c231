"""How full the tabs are: one statement for all shops and queues, counted no further than anybody reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.hours import may_call
from dozvon.core.pipeline.document import Pipeline, Queue, Wording
from dozvon.core.pipeline.queues import Condition, age_of, condition, next_move, queue_of
from dozvon.core.roles import Permission
from dozvon.dispatch.errors import UnknownQueue
from dozvon.orders import rules
from dozvon.orders.models import OPEN, Order
from dozvon.orders.queries import Page, Slice, Wanted, narrowing, page
from dozvon.platform.accounts.errors import NotPermitted
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

MOST = 1000
"""Nobody reads a longer tab: beyond it the count says «1000+»."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A queue as a tab: how many stand in it (at most MOST) and the moment of the most urgent one."""

    code: str
    title: Wording
    count: int
    dialled: bool
    order: str
    first_at: datetime | None
    hint: Wording | None


def queue_filter(actor: Actor, shop: Shop, pipeline: Pipeline, queue: Queue, now: datetime) -> Condition:
    """The orders of the shop that stand in the queue and are this actor's to work on, as SQL over `orders o`."""
    inside = condition(pipeline, queue, now, shop.zone)
    parts = ["o.status_kind = 'open'", "o.shop_id = %s", inside.sql]
    params: list[Any] = [shop.pk, *inside.params]
    if len(queue.where.statuses) == 1:
        # Said as an equality too, the index is known to bring the rows in the tab's order: no sort, an early end.
        parts.append("o.status = %s")
        params.append(queue.where.statuses[0])
    if actor.knows is not None:
        parts.append("o.skus <@ %s::varchar[]")
        params.append(sorted(actor.knows))
    return Condition(" AND ".join(parts), tuple(params))


_COUNT = (
    "SELECT %s, count(*), min(moment) FROM (SELECT o.task_due_at AS moment FROM orders o WHERE {where} LIMIT %s) AS t"
)


def tabs(actor: Actor, now: datetime) -> list[Tab]:
    """The tabs of the actor's shops; queues of the same code in several shops are one tab."""
    found: dict[str, tuple[Queue, int, datetime | None]] = {}
    queues: dict[str, Queue] = {}
    statements, params = [], list[Any]()
    for shop in shops.shops_of(actor):
        pipeline = shops.pipeline(shop.pipeline_id)
        for queue in pipeline.queues:
            queues.setdefault(queue.code, queue)
            where = queue_filter(actor, shop, pipeline, queue, now)
            statements.append(_COUNT.format(where=where.sql))
            params += [queue.code, *where.params, MOST]
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(statements), params)
            for code, count, first in cursor.fetchall():
                queue, sum_so_far, earliest = found.get(code, (queues[code], 0, None))
                moments = [moment for moment in (earliest, first) if moment is not None]
                found[code] = (
                    queue,
                    min(MOST, sum_so_far + count),
                    min(moments, default=None),
                )
    return [
        Tab(code, queue.title, count, queue.dialled, queue.order, first, queue.hint)
        for code, (queue, count, first) in found.items()
    ]


def page_of_queue(
    actor: Actor,
    now: datetime,
    code: str,
    cursor: str | None,
    limit: int,
    shop: Shop | None = None,
    wanted: Wanted | None = None,
) -> Page:
    """A page of the tab, in the tab's own order, narrowed to what is `wanted`.

    Raises UnknownQueue, NotPermitted and BadCursor.
    """
    if not actor.may(Permission.SEE_ORDERS):
        raise NotPermitted
    narrow = narrowing(wanted or Wanted())
    slices = []
    for one in [shop] if shop is not None else shops.shops_of(actor):
        pipeline = shops.pipeline(one.pipeline_id)
        queue = pipeline.queue.get(code)
        if queue is not None:
            column = "task_due_at" if queue.order == "due" else "received_at"
            where = queue_filter(actor, one, pipeline, queue, now)
            if narrow is not None:
                where = Condition(f"{where.sql} AND {narrow.sql}", where.params + narrow.params)
            slices.append(Slice(where, column, descending=queue.order == "newest"))
    if not slices:
        raise UnknownQueue(code)
    if narrow is None:
        return Page([], None)
    return page(slices, cursor, limit)


@dataclass(frozen=True, slots=True)
class Why:
    """Where an order stands and why: its queue, its age, when time alone moves it and whereto."""

    queue: Queue | None
    age_days: int
    attempts: int
    closed: bool
    holder: str | None
    callable_now: bool
    moves_at: datetime | None
    moves_to: Queue | None
    known: bool


def why(actor: Actor, order: Order, now: datetime) -> Why:
    """The explanation of any order; no statement when the order came through `access.get`."""
    pipeline, facts, zone = rules.pipeline_of(order), rules.facts_of(order), order.shop.zone
    here = queue_of(pipeline, facts, now, zone)
    move = next_move(pipeline, facts, now, zone) if order.status_kind == OPEN else None
    held = rules.holder_of(order, now) is not None
    return Why(
        queue=pipeline.queue.get(here or ""),
        age_days=age_of(pipeline, facts, now, zone),
        attempts=order.attempts,
        closed=order.status_kind != OPEN,
        holder=order.claimed_by.name if held and order.claimed_by else None,
        callable_now=may_call(shops.hours_of(order.shop), order.zone, now),
        moves_at=move[0] if move else None,
        moves_to=pipeline.queue.get(move[1] or "") if move else None,
        known=actor.knows is None or set(order.skus) <= actor.knows,
    )
