"""Open orders over to a new version of their shops' pipeline, where it has no place for their status or task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from dozvon.core.actor import Actor
from dozvon.core.pipeline.carrying import carried_task, target_of
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Task
from dozvon.orders import rules
from dozvon.orders.models import OPEN
from dozvon.platform.events.actions import NewEvent, record
from dozvon.shops import queries as shops
from dozvon.shops.models import PipelineVersion, Shop

_WITHOUT_PLACE = """
SELECT o.id, o.client_id, o.status, o.task_kind, o.task_due_at, o.zone, o.version FROM orders o
WHERE o.shop_id = %s AND o.status_kind = 'open' AND (NOT o.status = ANY(%s) OR NOT o.task_kind = ANY(%s))
ORDER BY o.id FOR UPDATE
"""

_CARRY = """
UPDATE orders o SET pipeline_id = %s, status = m.status, status_kind = m.status_kind, task_kind = m.task,
    task_due_at = m.due_at, task_role = m.role,
    task_user_id = CASE WHEN o.task_kind = m.task THEN o.task_user_id END,
    claimed_by_id = CASE WHEN m.task IS NOT NULL THEN o.claimed_by_id END,
    claimed_until = CASE WHEN m.task IS NOT NULL THEN o.claimed_until END,
    closed_at = CASE WHEN m.task IS NULL THEN %s END, version = o.version + 1
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[])
    AS m(id, status, status_kind, task, due_at, role)
WHERE o.id = m.id
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


def _carry_shop(actor: Actor, shop: Shop, old: Pipeline, moves: Mapping[str, str], now: datetime) -> int:
    pipeline, hours = shops.pipeline(shop.pipeline_id), shops.hours_of(shop)
    kept = [status.code for status in pipeline.statuses if status.kind == OPEN]
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_PLACE, [shop.pk, kept, list(pipeline.task)])
        found = cursor.fetchall()
    changes, events = [], []
    for pk, client_id, status, kind, due_at, zone, number in found:
        target = target_of(pipeline, moves, status)
        task = carried_task(pipeline, target, Task(kind, due_at), hours, zone)
        changes.append((pk, target, task))
        body = _body(pipeline, old, status, target, task) | {"version": number + 1}
        events.append(NewEvent("order.carried", body, shop.pk, pk, client_id))
    _write(shop, pipeline, changes, now)
    record(actor, now, events)
    return len(found)


def _write(shop: Shop, pipeline: Pipeline, changes: Sequence[tuple[int, str, Task | None]], now: datetime) -> None:
    columns: tuple[list[Any], ...] = ([], [], [], [], [], [])
    for pk, target, task in changes:
        role = pipeline.task[task.kind].role if task else None
        row = (pk, target, pipeline.status[target].kind, task and task.kind, task and task.due_at, role)
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        if changes:
            cursor.execute(_CARRY, [shop.pipeline_id, now, *columns])
        roles = [task.role.value if task.role else None for task in pipeline.tasks]
        cursor.execute(_ROLES, [list(pipeline.task), roles, shop.pk])


def _body(pipeline: Pipeline, old: Pipeline, status: str, target: str, task: Task | None) -> dict[str, Any]:
    """What happened, with the labels of both versions."""
    before = old.status.get(status)
    body: dict[str, Any] = {
        "from": rules.labelled(status, before.title if before else None),
        "status": rules.labelled(target, pipeline.status[target].title),
        "task": None,
    }
    if task is not None:
        named = rules.labelled(task.kind, pipeline.task[task.kind].title) or {}
        body["task"] = {**named, "due_at": task.due_at.isoformat()}
    return body
