"""Orders of earlier versions: what was chosen for delivery goes from keys of the address to columns, some at a time."""

from __future__ import annotations

from django.db import connection

from dozvon.delivery.ways import OWN
from dozvon.orders.order_delivery import OLD_KEYS

AT_ONCE = 1_000

# An order that was edited meanwhile has no such keys any more: its columns stay. A named cost counts as such while it
# is what delivery costs.
_CARRY = """
WITH noted AS (
    DELETE FROM orders_with_delivery_keys WHERE order_id IN (
        SELECT order_id FROM orders_with_delivery_keys ORDER BY order_id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING order_id
), carried AS (
    UPDATE orders o SET
        delivery_way = left(coalesce(address ->> 'delivery_way', ''), 40),
        delivery_title = left(coalesce(address ->> 'delivery_title', ''), 120),
        delivery_carrier = CASE WHEN coalesce(address ->> 'delivery_way', '') = '' THEN '' ELSE %s END,
        delivery_named = coalesce(address ->> 'delivery_named' = trim_scale(delivery_total)::text, false),
        address = address - %s::text[]
    FROM noted WHERE o.id = noted.order_id AND o.address ?| %s::text[]
)
SELECT count(*) FROM noted
"""


def carry_delivery(at_once: int = AT_ONCE) -> int:
    """Carries so many orders over and gives how many were looked at; 0 when none is left. One short transaction."""
    keys = list(OLD_KEYS)
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, [at_once, OWN, keys, keys])
        return int(cursor.fetchone()[0])
