"""The most recent orders of several clients at once, shown while somebody enters a client who may be known."""

from __future__ import annotations

from collections.abc import Sequence

from dozvon.core.actor import Actor
from dozvon.orders import rows
from dozvon.orders.models import Order

_LATEST = """
JOIN (
    SELECT found.id FROM unnest(%s::bigint[]) AS wanted(client_id) CROSS JOIN LATERAL (
        SELECT o.id FROM orders o
        WHERE o.client_id = wanted.client_id AND (%s::bigint[] IS NULL OR o.shop_id = ANY(%s))
        ORDER BY (o.status_kind = 'open') DESC, o.received_at DESC, o.id DESC LIMIT %s
    ) AS found
) AS latest ON latest.id = orders.id
ORDER BY (orders.status_kind = 'open') DESC, orders.received_at DESC, orders.id DESC
"""


def recent_orders_of(actor: Actor, client_ids: Sequence[int], each: int) -> dict[int, list[Order]]:
    """Up to `each` orders of every client in the actor's shops, open ones first, then newest: one statement."""
    found: dict[int, list[Order]] = {pk: [] for pk in client_ids}
    shops = None if actor.shops is None else sorted(actor.shops)
    for order in rows.WHOLE.where(_LATEST, [list(client_ids), shops, shops, each]) if client_ids else ():
        found[order.client_id].append(order)
    return found
