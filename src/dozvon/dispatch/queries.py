"""How full the tabs are: one statement for all shops and queues, counted no further than anybody reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.hours import may_call
from dozvon.core.pipeline.decide import may_work
from dozvon.core.pipeline.document import Pipeline, Queue
from dozvon.core.pipeline.parts import Wording
from dozvon.core.pipeline.queues import Condition, age_of, next_move, queue_of, within_statuses
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch.errors import UnknownQueue
from dozvon.orders import rules
from dozvon.orders.models import OPEN, Order
from dozvon.orders.queries import OrderFilter, PageOfOrders, Slice, narrowing, page
from dozvon.pipelines.queries import read_pipeline
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
    inside = within_statuses(pipeline, queue, now, shop.zone)
    workable = _workable(actor, shop, queue.where.statuses)
    return Condition(f"{workable.sql} AND {inside.sql}", workable.params + inside.params)


def _workable(actor: Actor, shop: Shop, statuses: Sequence[str]) -> Condition:
    """The open orders of the shop in these statuses whose products the actor knows, as SQL over `orders o`."""
    parts = ["o.status_kind = 'open'", "o.shop_id = %s", "o.status = ANY(%s)"]
    params: list[Any] = [shop.pk, list(statuses)]
    if len(statuses) == 1:
        # Said as an equality, the index is known to bring the rows in the tab's order: no sort, an early end.
        parts[-1], params[-1] = "o.status = %s", statuses[0]
    if actor.knows is not None:
        parts.append("o.skus <@ %s::varchar[]")
        params.append(sorted(actor.knows))
    return Condition(" AND ".join(parts), tuple(params))


@dataclass(frozen=True, slots=True)
class _Pile:
    """The queues of a shop that share their statuses: their orders are looked through once for all of them."""

    shop: Shop
    pipeline: Pipeline
    queues: list[Queue]

    @property
    def most(self) -> int:
        """How many of its orders are looked at; where there are more, each queue is counted by itself up to MOST."""
        return MOST if len(self.queues) == 1 else 20 * MOST


_PILE = """
SELECT %s::int, queue, count(*), min(moment) FROM (
    SELECT CASE {cases} END AS queue, o.task_due_at AS moment FROM orders o WHERE {where} LIMIT %s
) AS t GROUP BY 2
"""
_COUNT = """
SELECT %s::int, %s::int, count(*), min(moment) FROM (
    SELECT o.task_due_at AS moment FROM orders o WHERE {where} LIMIT %s
) AS t
"""
Found = tuple[int, int | None, int, datetime | None]
"""Place of the pile, place of the queue in it (None: in none of them), how many, the most urgent moment."""


def tabs(actor: Actor, now: datetime, mine: Sequence[Shop] | None = None) -> list[Tab]:
    """The tabs of the actor's shops; queues of the same code in several shops are one tab.

    Whoever works on orders has those in which there is something for them to do; who only looks has all. Two
    statements, one less where `mine`, the shops, are known already, one more where a pile is too large to look through.
    """
    mine = shops.shops_of(actor) if mine is None else mine
    piles = [pile for shop in mine for pile in _piles(shop) if _is_for(actor, pile)]
    counted = _run([_pile_count(actor, place, pile, now) for place, pile in enumerate(piles)])
    large = {place for place, pile in enumerate(piles) if len(pile.queues) > 1 and _seen(counted, place) >= pile.most}
    apart = [_queue_count(actor, place, piles[place], number, now) for place, number in _numbers(piles, large)]
    rows = [row for row in counted if row[0] not in large] + _run(apart)
    return _added_up(piles, rows)


def _is_for(actor: Actor, pile: _Pile) -> bool:
    statuses = pile.queues[0].where.statuses
    works = actor.may(WORK_ORDERS)
    return not works or any(may_work(pile.pipeline, status, actor) for status in statuses)


def first_queue(actor: Actor, mine: Iterable[Shop]) -> str | None:
    """The code of the first tab of these shops that is for the actor; no statement."""
    piles = (pile for shop in mine for pile in _piles(shop))
    return next((pile.queues[0].code for pile in piles if _is_for(actor, pile)), None)


def _seen(rows: Sequence[Found], place: int) -> int:
    return sum(count for at, _, count, _ in rows if at == place)


def _piles(shop: Shop) -> list[_Pile]:
    pipeline = read_pipeline(shop.pipeline_id)
    found: dict[frozenset[str], _Pile] = {}
    for queue in pipeline.queues:
        found.setdefault(frozenset(queue.where.statuses), _Pile(shop, pipeline, [])).queues.append(queue)
    return list(found.values())


def _numbers(piles: Sequence[_Pile], places: Collection[int]) -> Iterator[tuple[int, int]]:
    return ((place, number) for place in sorted(places) for number in range(len(piles[place].queues)))


def _pile_count(actor: Actor, place: int, pile: _Pile, now: datetime) -> Condition:
    cases, params = [], list[Any]()
    for number, queue in enumerate(pile.queues):
        inside = within_statuses(pile.pipeline, queue, now, pile.shop.zone)
        cases.append(f"WHEN {inside.sql} THEN %s::int")
        params += [*inside.params, number]
    where = _workable(actor, pile.shop, pile.queues[0].where.statuses)
    return Condition(_PILE.format(cases=" ".join(cases), where=where.sql), (place, *params, *where.params, pile.most))


def _queue_count(actor: Actor, place: int, pile: _Pile, number: int, now: datetime) -> Condition:
    where = queue_filter(actor, pile.shop, pile.pipeline, pile.queues[number], now)
    return Condition(_COUNT.format(where=where.sql), (place, number, *where.params, MOST))


def _run(counts: Sequence[Condition]) -> list[Found]:
    """One statement for all of them; none for none."""
    if not counts:
        return []
    with connection.cursor() as cursor:
        statement = " UNION ALL ".join(count.sql for count in counts)
        cursor.execute(statement, [value for count in counts for value in count.params])
        found: list[Found] = cursor.fetchall()
    return found


def _added_up(piles: Sequence[_Pile], rows: Sequence[Found]) -> list[Tab]:
    """The tabs in the order in which the pipelines name them, empty ones too."""
    counts: dict[str, int] = {}
    first: dict[str, datetime] = {}
    for place, number, count, moment in rows:
        if number is not None:
            code = piles[place].queues[number].code
            counts[code] = min(MOST, counts.get(code, 0) + count)
            if moment is not None:
                first[code] = min(moment, first.get(code, moment))
    shown = {(pile.shop.pipeline_id, queue.code) for pile in piles for queue in pile.queues}
    queues: dict[str, Queue] = {}
    for pipeline in dict.fromkeys(pile.shop.pipeline_id for pile in piles):
        for queue in read_pipeline(pipeline).queues:
            if (pipeline, queue.code) in shown:
                queues.setdefault(queue.code, queue)
    return [
        Tab(code, queue.title, counts.get(code, 0), queue.dialled, queue.order, first.get(code), queue.hint)
        for code, queue in queues.items()
    ]


def page_of_queue(
    actor: Actor,
    now: datetime,
    code: str,
    cursor: str | None,
    limit: int,
    mine: Sequence[Shop] | None = None,
    wanted: OrderFilter | None = None,
) -> PageOfOrders:
    """A page of the tab in these shops, else in all the actor's, in the tab's own order, narrowed to what is `wanted`.

    Raises UnknownQueue, NotPermitted and BadCursor.
    """
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    narrow = narrowing(wanted or OrderFilter())
    slices = []
    for one in shops.shops_of(actor) if mine is None else mine:
        pipeline = read_pipeline(one.pipeline_id)
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
        return PageOfOrders([], None)
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
