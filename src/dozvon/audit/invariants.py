"""What must be true of the data at every moment, each as a question whose only right answer is «none».

Most are constraints of the tables as well; the audit proves that the constraints are there and were kept.
"""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 20
"""Offenders named for each broken invariant."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """`sql` selects the offenders, one text each; `says` is what is broken when there are any."""

    code: str
    says: str
    sql: str


CONSTRAINTS = (
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

# Counted here once more, for all orders at once. What changed since the log was last followed is not compared yet.
OUTCOMES = """
    WITH undone AS (SELECT (body->>'event')::bigint AS id FROM events WHERE kind = 'order.undone'),
    moves AS (
        SELECT e.order_id, e.id, e.at, e.kind, e.actor_id, e.body#>>'{status,code}' AS status,
            e.kind = 'order.action' AND e.body->>'outcome' = 'reached' AS reached
        FROM events e WHERE e.kind IN ('order.action', 'order.forced', 'order.carried') AND e.id NOT IN (TABLE undone)
        OFFSET 0
    ),
    told AS (
        SELECT m.order_id, bool_or(m.reached) AS reached, max(m.id) AS last_id,
            max(m.id) FILTER (WHERE m.kind <> 'order.action') AS moved_id,
            min(m.id) FILTER (WHERE m.kind <> 'order.carried' AND m.status = ANY(k.agreed)) AS agreed_id,
            min(m.at) FILTER (WHERE m.kind <> 'order.carried' AND m.status = ANY(k.shipped)) AS shipped_at
        FROM moves m JOIN orders o ON o.id = m.order_id JOIN outcome_marks k ON k.shop_id = o.shop_id GROUP BY 1
    )
    SELECT 'order ' || o.number FROM orders o
    JOIN outcome_marks k ON k.shop_id = o.shop_id AND k.complete
    JOIN shops s ON s.id = o.shop_id
    LEFT JOIN told t ON t.order_id = o.id LEFT JOIN events a ON a.id = t.agreed_id
    LEFT JOIN order_outcomes f ON f.order_id = o.id
    WHERE (f.order_id IS NULL
        OR (f.day, f.hour) IS DISTINCT FROM ((o.received_at AT TIME ZONE s.zone)::date,
            extract(hour FROM o.received_at AT TIME ZONE s.zone))
        OR (f.shop_id, f.received_at, f.channel, f.skus, f.attempts, f.total, f.currency, f.reached) IS DISTINCT FROM
            (o.shop_id, o.received_at, o.channel, o.skus, o.attempts_total, o.total, o.currency,
            coalesce(t.reached, false))
        OR (f.problem, f.shipped_on, f.moved_id) IS DISTINCT FROM
            (o.problem, (t.shipped_at AT TIME ZONE s.zone)::date, CASE WHEN t.moved_id = t.last_id THEN t.moved_id END)
        OR f.owner_id IS DISTINCT FROM CASE WHEN t.agreed_id IS NULL THEN o.responsible_id ELSE a.actor_id END
        OR (f.agreed, f.lost) IS DISTINCT FROM (t.agreed_id IS NOT NULL, o.status_kind = 'lost')
        OR abs(coalesce(f.waited, -1) - coalesce(extract(epoch FROM o.first_call_at - o.received_at), -1)) > 0.001
        OR NOT coalesce(f.waited_open, 0) BETWEEN 0 AND coalesce(f.waited, 0) + 0.001)
        AND NOT EXISTS (SELECT FROM events e, outcome_place p WHERE e.order_id = o.id AND (e.xid, e.id) > (p.xid, p.id))
"""

INVARIANTS = (
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
        LEFT JOIN (SELECT order_id, count(*) AS calls FROM events
                   WHERE kind = 'order.action' AND body->>'outcome' = 'unreached' AND id NOT IN (
                       SELECT (body->>'event')::bigint FROM events WHERE kind = 'order.undone'
                   ) GROUP BY 1) e ON e.order_id = o.id
        WHERE o.attempts_total <> coalesce(e.calls, 0)
        """,
    ),
    Invariant("outcome_differs", "what is kept of an order for reports is not what its row and history say", OUTCOMES),
    Invariant(
        "order_of_merged_client",
        "an order belongs to a client that was merged into another",
        "SELECT 'order ' || o.number FROM orders o JOIN clients c ON c.id = o.client_id WHERE c.merged_into_id IS NOT NULL",
    ),
    Invariant(
        "contact_of_merged_client",
        "a contact leads to a client that was merged into another though the kept one lacks it",
        """
        SELECT 'client ' || c.id FROM contacts k JOIN clients c ON c.id = k.client_id
        WHERE k.matches AND c.merged_into_id IS NOT NULL
        """,
    ),
    Invariant(
        "intake_unread",
        "a raw intake was kept more than ten minutes ago and never read",
        "SELECT 'intake ' || id FROM inbox WHERE state = 'received' AND received_at < now() - interval '10 minutes'",
    ),
)
