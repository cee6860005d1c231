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
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.database.rows import document
from dozvon.platform.events.actions import record_changes
from dozvon.platform.events.schema import Subject
from dozvon.publishing.events import OrderCarried
from dozvon.shops.models import Shop
from dozvon.shops.queries import hours_of

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

# For `record_changes`: neither the orders nor their events travel to the program and back. The second parameter is a
# document, order → when its task of another kind is due: looking it up there spares joining the orders once more.
_CARRY = """
UPDATE orders o SET pipeline_id = %s, status = move.target, status_kind = move.target_kind, task_kind = move.task,
    task_due_at = CASE WHEN move.task IS NOT NULL
        THEN coalesce((%s::jsonb ->> o.id::text)::timestamptz, o.task_due_at) END,
    task_role = move.role,
    task_user_id = CASE WHEN o.task_kind = move.task THEN o.task_user_id END,
    claimed_by_id = CASE WHEN move.task IS NOT NULL THEN o.claimed_by_id END,
    claimed_until = CASE WHEN move.task IS NOT NULL THEN o.claimed_until END,
    closed_at = CASE WHEN move.task IS NULL THEN %s END, version = o.version + 1
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::jsonb[])
    AS move(status, kind, target, target_kind, task, role, body)
WHERE o.shop_id = %s AND o.status_kind = 'open' AND o.status = ANY(%s)
    AND o.status = move.status AND o.task_kind = move.kind
RETURNING o.id, o.client_id, CASE
    WHEN o.task_due_at IS NULL THEN move.body
    ELSE jsonb_set(move.body, '{task,due_at}', to_jsonb(o.task_due_at)) END || jsonb_build_object('version', o.version)
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
    pipeline = read_pipeline(shop.pipeline_id)
    kept = [status.code for status in pipeline.statuses if status.kind == OPEN]
    found = [_move(pipeline, moves, *row) for row in _asked(_WITHOUT_PLACE, [shop.pk, kept, list(pipeline.task)])]
    carried = 0
    if found:
        params = _params(shop, pipeline, old, found, now)
        carried = record_changes(actor, now, OrderCarried, shop.pk, _CARRY, params)
    roles = [task.role.value if task.role else None for task in pipeline.tasks]
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [list(pipeline.task), roles, shop.pk])
    return carried


def _move(pipeline: Pipeline, moves: Mapping[str, str], status: str, kind: str, count: int) -> _Move:
    target = target_of(pipeline, moves, status)
    return _Move(status, kind, target, carried_kind(pipeline, target, kind))


def _params(shop: Shop, pipeline: Pipeline, old: Pipeline, moves: Sequence[_Move], now: datetime) -> list[Any]:
    """What _CARRY is told; asks for the orders that get a task of another kind, if there are any."""
    columns = [
        [move.status for move in moves],
        [move.kind for move in moves],
        [move.target for move in moves],
        [pipeline.status[move.target].kind for move in moves],
        [move.task for move in moves],
        [pipeline.task[move.task].role if move.task else None for move in moves],
        [document(_event(shop, pipeline, old, move).body()) for move in moves],
    ]
    due = _other_times(shop, pipeline, [move for move in moves if move.task not in (None, move.kind)])
    return [shop.pipeline_id, document(due), now, *columns, shop.pk, columns[0]]


def _other_times(shop: Shop, pipeline: Pipeline, moves: Sequence[_Move]) -> dict[str, datetime]:
    """Order → when its task of another kind is due."""
    if not moves:
        return {}
    targets, hours = {(move.status, move.kind): move.target for move in moves}, hours_of(shop)
    params = [[move.status for move in moves], [move.kind for move in moves], shop.pk]
    found = {}
    for pk, status, kind, due_at, zone in _asked(_OTHER_TASK, params):
        task = carried_task(pipeline, targets[status, kind], Task(kind, due_at), hours, zone)
        if task is not None:
            found[str(pk)] = task.due_at
    return found


def _asked(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _event(shop: Shop, pipeline: Pipeline, old: Pipeline, move: _Move) -> OrderCarried:
    """What happened, with the labels of both versions; _CARRY adds each order's version and when its task is due."""
    before = old.status.get(move.status)
    return OrderCarried(
        Subject(shop.pk),
        from_=rules.label(move.status, before.title if before else None),
        status=rules.label(move.target, pipeline.status[move.target].title),
        task=rules.label(move.task, pipeline.task[move.task].title) if move.task else None,
        version=0,
    )
