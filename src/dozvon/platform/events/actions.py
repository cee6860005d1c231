"""Writing the history and the access log; both are only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.platform.database import rows
from dozvon.platform.events import waking

_COLUMNS = ("at", "kind", "shop_id", "order_id", "client_id", "actor_id", "actor_label", "body")


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written; `body` holds codes and labels as they are now."""

    kind: str
    body: dict[str, Any] = field(default_factory=dict)
    shop_id: int | None = None
    order_id: int | None = None
    client_id: int | None = None


def record(actor: Actor, now: datetime, events: Sequence[NewEvent]) -> None:
    """Adds the events and wakes the listeners after commit. Call it inside the transaction of the change."""
    if not events:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("events are written in the transaction of the change they tell of")
    label = actor.name[:120]
    values = [
        (now, e.kind, e.shop_id, e.order_id, e.client_id, actor.user_id, label, rows.document(e.body)) for e in events
    ]
    rows.write("events", _COLUMNS, values)
    transaction.on_commit(waking.wake)


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
