"""Work lists: what is left to a role (to pack, to send, to decide), one list a kind of task, the oldest due first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.hours import day_start, local_date
from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.decide import offered_actions
from dozvon.core.pipeline.document import TaskKind
from dozvon.core.pipeline.forms import asks_nothing
from dozvon.core.pipeline.parts import Wording
from dozvon.core.pipeline.queues import Condition
from dozvon.core.roles import BY_LISTS, SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch.queries import first_queue
from dozvon.orders import rules
from dozvon.orders.models import Order
from dozvon.orders.queries import OrderFilter, PageOfOrders, Slice, narrowing, page
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

MOST: Final = 1000
"""Nobody reads a longer list: beyond it the count says «1000+»."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """A kind of task that this actor performs, and the shops that have it. `own`: it is left to their very role."""

    code: str
    kind: TaskKind
    own: bool
    shops: tuple[Shop, ...]

    @property
    def title(self) -> Wording:
        """What is to be done."""
        return self.kind.title


@dataclass(frozen=True, slots=True)
class ListLoad:
    """How many tasks of a list are due today or before (at most MOST), and when the first of all is due."""

    count: int
    first_at: datetime | None


def performs(actor: Actor, kind: TaskKind) -> bool:
    """Whether tasks of that kind stand in the actor's work lists: left to their role, or to one of those they lead."""
    if kind.role is None or not actor.may(SEE_ORDERS) or not actor.may(WORK_ORDERS):
        return False
    return actor.may(LEAD_PEOPLE) or _is_own(actor, kind)


def _is_own(actor: Actor, kind: TaskKind) -> bool:
    return actor.role in (kind.role, *kind.also)


def lists_of(actor: Actor, mine: Sequence[Shop] | None = None) -> list[WorkList]:
    """The actor's lists in the order of the pipelines; whoever leads has those of all roles.

    One statement, none where `mine`, the actor's shops, are known already.
    """
    mine = shops.shops_of(actor) if mine is None else mine
    found: dict[str, tuple[TaskKind, list[Shop]]] = {}
    for shop in mine:
        for kind in read_pipeline(shop.pipeline_id).tasks:
            if performs(actor, kind):
                found.setdefault(kind.code, (kind, []))[1].append(shop)
    return [WorkList(code, kind, _is_own(actor, kind), tuple(having)) for code, (kind, having) in found.items()]


def first_of(lists: Sequence[WorkList]) -> WorkList | None:
    """The list to begin with: the first that is left to the very role, else the first."""
    return next((one for one in lists if one.own), lists[0] if lists else None)


def start_of(actor: Actor) -> WorkList | None:
    """The list of somebody who begins with it: by their role, or because no tab is for them. One statement."""
    mine = shops.shops_of(actor)
    begins = actor.role in BY_LISTS or first_queue(actor, mine) is None
    return first_of(lists_of(actor, mine)) if begins else None


def bulk_actions(actor: Actor, one: WorkList, orders: Sequence[Order]) -> list[Action]:
    """The actions that ask for nothing and may be used on some of these orders; none where the task is a call.

    Calls are made one by one. No statement.
    """
    if one.kind.call:
        return []
    found: dict[str, Action] = {}
    for order in orders:
        for action in offered_actions(rules.pipeline_of(order), order.status, actor):
            if asks_nothing(action):
                found.setdefault(action.code, action)
    return list(found.values())


_COUNT = """
(SELECT %s::int AS place, count(*), (
    SELECT o.task_due_at FROM orders o WHERE {where} ORDER BY o.task_due_at, o.id LIMIT 1
) FROM (SELECT 1 FROM orders o WHERE {where} AND o.task_due_at < %s LIMIT %s) AS t)
"""


def standing(lists: Sequence[WorkList], now: datetime) -> list[ListLoad]:
    """How each of the lists stands: one statement for all, counted no further than anybody reads."""
    parts, params = [], list[Any]()
    for place, one in enumerate(lists):
        for shop in one.shops:
            where = task_filter(shop, one.code)
            parts.append(_COUNT.format(where=where.sql))
            params += [place, *where.params, *where.params, end_of_day(shop, now), MOST]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = cursor.fetchall()
    return [_added_up([row for row in rows if row[0] == place]) for place in range(len(lists))]


def _added_up(rows: Sequence[tuple[int, int, datetime | None]]) -> ListLoad:
    moments = [moment for _, _, moment in rows if moment is not None]
    return ListLoad(min(MOST, sum(count for _, count, _ in rows)), min(moments, default=None))


def end_of_day(shop: Shop, now: datetime) -> datetime:
    """When the shop's today ends."""
    return day_start(shop.zone, local_date(shop.zone, now) + timedelta(days=1))


def task_filter(shop: Shop, code: str) -> Condition:
    """The open orders of the shop with a task of that kind, as SQL over `orders o`."""
    return Condition("o.status_kind = 'open' AND o.shop_id = %s AND o.task_kind = %s", (shop.pk, code))


def page_of_tasks(
    actor: Actor,
    mine: Iterable[Shop],
    codes: Iterable[str],
    cursor: str | None,
    limit: int,
    due_before: datetime | None = None,
    wanted: OrderFilter | None = None,
) -> PageOfOrders:
    """Orders of the shops with a task of these kinds, the oldest due first, narrowed to what is `wanted`.

    One statement beside those of a search. Raises NotPermitted and BadCursor.
    """
    if not actor.may(SEE_ORDERS):
        raise NotPermitted
    narrow = narrowing(wanted or OrderFilter())
    if narrow is None:
        return PageOfOrders([], None)
    kinds = dict.fromkeys(code for code in codes if "\x00" not in code)
    slices = []
    for shop in mine:
        for code in kinds:
            where = task_filter(shop, code)
            sql, params = f"{where.sql} AND {narrow.sql}", where.params + narrow.params
            if due_before is not None:
                sql, params = f"{sql} AND o.task_due_at < %s", (*params, due_before)
            slices.append(Slice(Condition(sql, params), "task_due_at", descending=False))
    return page(slices, cursor, limit)
