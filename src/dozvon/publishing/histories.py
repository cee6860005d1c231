"""Orders of a month with their calls, as a replay wants them; and how likely a client answers at each hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from dozvon.core.pipeline.replay import CallHistory, MadeCall

AT_ONCE: Final = 1000
"""Orders replayed between two looks at how far the run is."""

_CALLED = """
SELECT id FROM orders WHERE shop_id = %s AND received_at >= %s AND received_at < %s AND first_call_at IS NOT NULL
ORDER BY id
"""
_CALLS = """
SELECT e.order_id, e.at, e.actor_id, e.body->>'outcome', e.body#>>'{action,code}', e.body#>>'{choice,code}',
    e.body#>>'{status,code}'
FROM events e WHERE e.order_id = ANY(%s) AND e.kind = 'order.action' AND e.at < %s ORDER BY e.order_id, e.id
"""
_ORDERS = "SELECT id, received_at, zone, closed_at FROM orders WHERE id = ANY(%s)"
_CHANCES = """
SELECT extract(hour FROM e.at AT TIME ZONE o.zone)::int, count(*),
    count(*) FILTER (WHERE e.body->>'outcome' = 'reached')
FROM events e JOIN orders o ON o.id = e.order_id
WHERE e.kind = 'order.action' AND e.shop_id = %s AND e.at >= %s AND e.at < %s
    AND e.body->>'outcome' IN ('reached', 'unreached')
GROUP BY 1
"""


def called(shop_id: int, since: datetime, until: datetime) -> list[int]:
    """Orders of the shop that arrived in that time and were called: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CALLED, [shop_id, since, until])
        return [pk for (pk,) in cursor.fetchall()]


def chances(shop_id: int, since: datetime, until: datetime) -> dict[int, float]:
    """Hour of the client's day → the share of calls that reached them: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANCES, [shop_id, since, until])
        return {hour: reached / calls for hour, calls, reached in cursor.fetchall()}


def histories(order_ids: Sequence[int], restarts: Sequence[str], until: datetime) -> list[CallHistory]:
    """The orders with their calls; actions of the codes in `restarts` begin a pursuit anew. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [list(order_ids)])
        orders = cursor.fetchall()
        cursor.execute(_CALLS, [list(order_ids), until])
        rows = cursor.fetchall()
    calls: dict[int, list[MadeCall]] = {pk: [] for pk in order_ids}
    for order_id, *row in rows:
        calls[order_id] += _call(row, restarts)
    return [CallHistory(received_at, zone, tuple(calls[pk]), closed_at) for pk, received_at, zone, closed_at in orders]


def _call(row: Sequence[Any], restarts: Sequence[str]) -> list[MadeCall]:
    at, operator, outcome, action, choice, status = row
    restart = action in restarts
    if outcome not in ("reached", "unreached") and not restart:
        return []
    return [MadeCall(at, outcome == "reached", action, choice, status, operator, restart)]
