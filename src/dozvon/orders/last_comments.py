"""The last comment on each order and the moment it came into its status, read from the event log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from dozvon.orders.models import Order


@dataclass(frozen=True, slots=True)
class LastComment:
    """The last comment that was written with an action, and when an action brought the order into its status."""

    comment: str
    since: datetime | None


_LATELY = """
SELECT o.id, coalesce(said.comment, ''), moved.at FROM unnest(%s::bigint[], %s::text[]) AS o (id, status)
LEFT JOIN LATERAL (
    SELECT e.body->>'comment' AS comment FROM effective_actions e
    WHERE e.order_id = o.id AND e.kind = 'order.action' AND e.body->>'comment' <> '' ORDER BY e.id DESC LIMIT 1
) AS said ON TRUE
LEFT JOIN LATERAL (
    SELECT e.at FROM effective_actions e WHERE e.order_id = o.id AND e.kind = 'order.action'
    AND e.body->'status'->>'code' = o.status ORDER BY e.id DESC LIMIT 1
) AS moved ON TRUE
"""


def last_comments_of(orders: Sequence[Order]) -> dict[int, LastComment]:
    """By the order's id: one statement on the index of histories; none for no orders."""
    if not orders:
        return {}
    with connection.cursor() as cursor:
        ids, statuses = [order.pk for order in orders], [order.status for order in orders]
        cursor.execute(_LATELY, [ids, statuses])
        return {pk: LastComment(comment, since) for pk, comment, since in cursor.fetchall()}
