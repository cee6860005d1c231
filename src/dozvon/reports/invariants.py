"""What must be true of the tables that reports keep."""

from __future__ import annotations

from typing import Final

from dozvon.platform.checks import Invariant

# Counted here once more, for all orders at once. What changed since the log was last followed is not compared yet.
OUTCOMES = """
    WITH moves AS (
        SELECT e.order_id, e.id, e.at, e.kind, e.actor_id, e.body#>>'{status,code}' AS status,
            e.kind = 'order.action' AND e.body->>'outcome' = 'reached' AS reached
        FROM effective_actions e OFFSET 0
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

INVARIANTS: Final = (
    Invariant("outcome_differs", "what is kept of an order for reports is not what its row and history say", OUTCOMES),
)
