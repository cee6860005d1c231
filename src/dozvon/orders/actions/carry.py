"""Open orders over to a new version of their shops' pipeline, where it has no place for their status or task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.pipeline.carrying import carried_kind, carried_task, target_of
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Task
from dozvon.orders import rules
from dozvon.orders.models import OPEN
from dozvon.platform.events.actions import NewEvent, record
from dozvon.shops import queries as shops
from dozvon.shops.models import PipelineVersion, Shop

_WITHOUT_PLACE = """
SELECT o.status, o.task_kind, count(*) FROM orders o
WHERE o.shop_id = %s AND o.status_kind = 'open' AND (NOT o.status = ANY(%s) OR NOT o.task_kind = ANY(%s))
GROUP BY 1, 2 ORDER BY 1, 2
"""

_OTHER_TASK = """
SELECT o.id, o.status, o.task_kind, o.task_due_at, o.zone FROM orders o
JOIN unnest(%s::text[], %s::text[]) AS m(status, kind) ON m.status = o.status AND m.kind = o.task_kind
WHERE o.shop_id = %s AND o.status_kind = 'open'
"""

_CARRY = """
UPDATE orders o SET pipeline_id = %s, status = m.target, status_kind = m.target_kind, task_kind = m.task,
    task_due_at = CASE WHEN m.task IS NOT NULL THEN coalesce(m.due_at, o.task_due_at) END, task_role = m.role,
    task_user_id = CASE WHEN o.task_kind = m.task THEN o.task_user_id END,
    claimed_by_id = CASE WHEN m.task IS NOT NULL THEN o.claimed_by_id END,
    claimed_until = CASE WHEN m.task IS NOT NULL THEN o.claimed_until END,
    closed_at = CASE WHEN m.task IS NULL THEN %s END, version = o.version + 1
FROM (
    SELECT waiting.id, move.*, moved.due_at
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS move(status, kind, target, target_kind, task, role)
    JOIN orders waiting ON waiting.status = move.status AND waiting.task_kind = move.kind
        AND waiting.shop_id = %s AND waiting.status_kind = 'open'
    LEFT JOIN unnest(%s::bigint[], %s::timestamptz[]) AS moved(id, due_at) ON moved.id = waiting.id
) AS m
WHERE o.id = m.id
RETURNING o.id, o.client_id, m.status, m.kind, o.task_due_at, o.version
"""

_ROLES = """
UPDATE orders o SET task_role = m.role FROM unnest(%s::text[], %s::text[]) AS m(kind, role)
WHERE o.shop_id = %s AND o.status_kind = 'open' AND o.task_kind = m.kind AND o.task_role IS DISTINCT FROM m.role
"""


def carry(actor: Actor, version: PipelineVersion, old: Pipeline, moves: Mapping[str, str], now: datetime) -> int:
    """Orders of the version's shops that it has no place for, into the status `moves` names; returns how many.

    Each keeps exactly one task, or is closed where its new status is. Call it in the transaction that publishes,
    when `moves` covers every such status.
    """
    carried = 0
    for shop in Shop.objects.filter(pipeline=version):
        carried += _carry_shop(actor, shop, old, moves, now)
    return carried


@dataclass(frozen=True, slots=True)
class _Move:
    """What becomes of all orders of a status with that kind of task; `task` is None where they are closed."""

    status: str
    kind: str
    target: str
    task: str | None


def _carry_shop(actor: Actor, shop: Shop, old: Pipeline, moves: Mapping[str, str], now: datetime) -> int:
    pipeline = shops.pipeline(shop.pipeline_id)
    kept = [status.code for status in pipeline.statuses if status.kind == OPEN]
    found = [_move(pipeline, moves, *row) for row in _asked(_WITHOUT_PLACE, [shop.pk, kept, list(pipeline.task)])]
    carried = _write(shop, pipeline, found, now) if found else []
    bodies = {(move.status, move.kind): _body(pipeline, old, move) for move in found}
    record(actor, now, [_event(shop, bodies, *row) for row in carried])
    roles = [task.role.value if task.role else None for task in pipeline.tasks]
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [list(pipeline.task), roles, shop.pk])
    return len(carried)


def _move(pipeline: Pipeline, moves: Mapping[str, str], status: str, kind: str, count: int) -> _Move:
    target = target_of(pipeline, moves, status)
    return _Move(status, kind, target, carried_kind(pipeline, target, kind))


def _write(shop: Shop, pipeline: Pipeline, moves: Sequence[_Move], now: datetime) -> list[tuple[Any, ...]]:
    """One statement, whatever the number of orders, and one for those that get a task of another kind."""
    columns = [
        [move.status for move in moves],
        [move.kind for move in moves],
        [move.target for move in moves],
        [pipeline.status[move.target].kind for move in moves],
        [move.task for move in moves],
        [pipeline.task[move.task].role if move.task else None for move in moves],
    ]
    due = _other_times(shop, pipeline, [move for move in moves if move.task not in (None, move.kind)])
    return _asked(_CARRY, [shop.pipeline_id, now, *columns, shop.pk, list(due), list(due.values())])


def _other_times(shop: Shop, pipeline: Pipeline, moves: Sequence[_Move]) -> dict[int, datetime]:
    """Order → when its task of another kind is due."""
    if not moves:
        return {}
    targets, hours = {(move.status, move.kind): move.target for move in moves}, shops.hours_of(shop)
    params = [[move.status for move in moves], [move.kind for move in moves], shop.pk]
    found = {}
    for pk, status, kind, due_at, zone in _asked(_OTHER_TASK, params):
        task = carried_task(pipeline, targets[status, kind], Task(kind, due_at), hours, zone)
        if task is not None:
            found[pk] = task.due_at
    return found


def _asked(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _body(pipeline: Pipeline, old: Pipeline, move: _Move) -> dict[str, Any]:
    """What happened, with the labels of both versions, but for when the task is due."""
    before = old.status.get(move.status)
    task = rules.labelled(move.task, pipeline.task[move.task].title) if move.task else None
    return {
        "from": rules.labelled(move.status, before.title if before else None),
        "status": rules.labelled(move.target, pipeline.status[move.target].title),
        "task": task,
    }


def _event(
    shop: Shop,
    bodies: Mapping[tuple[str, str], dict[str, Any]],
    pk: int,
    client_id: int,
    status: str,
    kind: str,
    due_at: datetime | None,
    version: int,
) -> NewEvent:
    body = bodies[status, kind] | {"version": version}
    if due_at is not None:
        body["task"] = {**body["task"], "due_at": due_at.isoformat()}
    return NewEvent("order.carried", body, shop.pk, pk, client_id)
