"""Writing the history and the access log; both are only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.platform.database import rows
from dozvon.platform.events import notifying
from dozvon.platform.events.schema import NewEvent, document

_COLUMNS = ("at", "kind", "shop_id", "order_id", "client_id", "actor_id", "actor_label", "body")


def record(actor: Actor, now: datetime, events: Sequence[NewEvent]) -> None:
    """Adds the events and wakes the listeners after commit. Call it inside the transaction of the change."""
    if not events:
        return
    _demand_transaction()
    label = actor.name[:120]
    rows.write("events", _COLUMNS, [_row(event, now, actor.user_id, label) for event in events])
    transaction.on_commit(notifying.wake)


def _row(event: NewEvent, now: datetime, actor_id: int | None, label: str) -> tuple[Any, ...]:
    """In the order of _COLUMNS."""
    of = event.subject
    return (now, event.kind, of.shop_id, of.order_id, of.client_id, actor_id, label, document(event.body()))


_CHANGES = """
WITH changed (order_id, client_id, body) AS ({change})
INSERT INTO events (at, kind, shop_id, order_id, client_id, actor_id, actor_label, body)
SELECT %s, %s, %s, order_id, client_id, %s, %s, body FROM changed ORDER BY order_id
"""


def record_changes(
    actor: Actor, now: datetime, kind: type[NewEvent], shop_id: int, change: LiteralString, params: Sequence[Any]
) -> int:
    """Carries out `change`, an UPDATE of many orders, and adds an event for each row it gives back; returns how many.

    `change` returns the order's id, its client's and the body. One statement, whatever the number. Call it inside the
    transaction.
    """
    _demand_transaction()
    of: list[Any] = [now, kind.kind, shop_id, actor.user_id, actor.name[:120]]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES.format(change=change), [*params, *of])
        count: int = cursor.rowcount
    if count:
        transaction.on_commit(notifying.wake)
    return count


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("events are written in the transaction of the change they tell of")


_ACCESS = """
INSERT INTO access_log (at, actor_id, actor_label, what, order_ids, client_ids, detail)
SELECT %s, %s, %s, %s, %s, %s, %s FROM set_config('synchronous_commit', 'off', true)
"""


def record_access(
    actor: Actor,
    now: datetime,
    what: str,
    order_ids: Sequence[int] = (),
    client_ids: Sequence[int] = (),
    detail: str = "",
) -> None:
    """Notes a look at personal data. The row may be lost in a crash within a second of it; the page is not slowed."""
    params = [
        now,
        actor.user_id,
        actor.name[:120],
        what,
        list(order_ids),
        list(client_ids),
        detail.replace("\x00", "")[:200],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ACCESS, params)
