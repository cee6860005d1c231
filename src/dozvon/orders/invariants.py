"""What must be true of orders at every moment."""

from __future__ import annotations

from typing import Final

from dozvon.platform.checks import Invariant

CONSTRAINTS: Final = (
    "orders_open_has_task_closed_has_none",
    "orders_claim_is_whole",
    "orders_closed_when_closed",
    "orders_closed_is_not_claimed",
    "orders_total_adds_up",
    "orders_money_not_negative",
    "orders_attempts_in_total",
    "orders_pursued_after_arrival",
    "orders_status_of_its_kind",
    "order_lines_quantity",
    "order_lines_discount",
)

INVARIANTS: Final = (
    Invariant(
        "open_without_task",
        "an open order has no task or no due time",
        "SELECT 'order ' || number FROM orders WHERE status_kind = 'open' AND (task_kind IS NULL OR task_due_at IS NULL)",
    ),
    Invariant(
        "closed_with_task",
        "a closed order still has a task",
        "SELECT 'order ' || number FROM orders WHERE status_kind <> 'open' AND (task_kind IS NOT NULL OR task_due_at IS NOT NULL)",
    ),
    Invariant(
        "status_unknown",
        "an open order stands in a status that its shop's pipeline does not have as open",
        """
        SELECT 'order ' || o.number FROM orders o JOIN shops s ON s.id = o.shop_id
        LEFT JOIN pipeline_statuses p ON p.version_id = s.pipeline_id AND p.code = o.status AND p.kind = 'open'
        WHERE o.status_kind = 'open' AND p.id IS NULL
        """,
    ),
    Invariant(
        "kind_wrong",
        "an order's status is not of its kind in the version it was decided by",
        """
        SELECT 'order ' || o.number FROM orders o
        LEFT JOIN pipeline_statuses p ON p.version_id = o.pipeline_id AND p.code = o.status AND p.kind = o.status_kind
        WHERE p.id IS NULL
        """,
    ),
    Invariant(
        "claim_too_long",
        "a claim reaches further ahead than its shop allows",
        """
        SELECT 'order ' || o.number FROM orders o JOIN shops s ON s.id = o.shop_id
        WHERE o.claimed_until > now() + make_interval(mins => s.claim_minutes + 1)
        """,
    ),
    Invariant(
        "claim_of_closed",
        "a closed order is claimed",
        "SELECT 'order ' || number FROM orders WHERE status_kind <> 'open' AND claimed_by_id IS NOT NULL",
    ),
    Invariant(
        "goods_total",
        "an order's goods do not come to the sum of its lines",
        """
        SELECT 'order ' || o.number FROM orders o
        LEFT JOIN (SELECT order_id, sum(total) AS lines FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
        WHERE o.goods_total <> coalesce(l.lines, 0)
        """,
    ),
    Invariant(
        "line_total",
        "a line is not price × quantity less its discount",
        """
        SELECT 'order id ' || order_id || ' line ' || position FROM order_lines
        WHERE total <> coalesce(round(price * quantity * (100 - discount_percent) / 100, 2), 0)
        """,
    ),
    Invariant(
        "total",
        "an order's total is not goods and delivery",
        "SELECT 'order ' || number FROM orders WHERE total <> goods_total + delivery_total",
    ),
    Invariant(
        "event_missing",
        "an order has no event of its arrival, or more than one",
        """
        SELECT 'order ' || o.number FROM orders o
        LEFT JOIN (SELECT order_id, count(*) AS arrivals FROM events WHERE kind = 'order.received' GROUP BY 1) e
        ON e.order_id = o.id WHERE coalesce(e.arrivals, 0) <> 1
        """,
    ),
    Invariant(
        "event_of_status",
        "an order's status is not the one its last action, undoing, forced move or carrying over led to",
        """
        SELECT 'order ' || o.number FROM orders o
        JOIN (SELECT DISTINCT ON (order_id) order_id, body FROM events
              WHERE kind IN ('order.action', 'order.undone', 'order.forced', 'order.carried')
              ORDER BY order_id, id DESC) e ON e.order_id = o.id
        WHERE e.body->'status'->>'code' <> o.status
        """,
    ),
    Invariant(
        "attempts_of_events",
        "an order counts other unsuccessful calls than its history holds",
        """
        SELECT 'order ' || o.number FROM orders o
        LEFT JOIN (SELECT order_id, count(*) AS calls FROM effective_actions
                   WHERE kind = 'order.action' AND body->>'outcome' = 'unreached' GROUP BY 1) e ON e.order_id = o.id
        WHERE o.attempts_total <> coalesce(e.calls, 0)
        """,
    ),
    Invariant(
        "order_of_merged_client",
        "an order belongs to a client that was merged into another",
        "SELECT 'order ' || o.number FROM orders o JOIN clients c ON c.id = o.client_id WHERE c.merged_into_id IS NOT NULL",
    ),
)
