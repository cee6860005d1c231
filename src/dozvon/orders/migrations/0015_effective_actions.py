"""One view of what brought orders where they are: actions, forced moves and carryings over that nobody took back.

OFFSET 0 keeps the planner from reading all that was ever undone: each action is looked up by its id in a small index.
"""

from django.db import migrations

FORWARD = """
CREATE VIEW effective_actions AS
SELECT e.id, e.at, e.kind, e.shop_id, e.order_id, e.client_id, e.actor_id, e.actor_label, e.body FROM events e
WHERE e.kind IN ('order.action', 'order.forced', 'order.carried') AND NOT EXISTS (
    SELECT FROM events u WHERE u.kind = 'order.undone' AND (u.body->>'event')::bigint = e.id OFFSET 0
)
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_delivery_in_columns"), ("events", "0009_undone_by_action")]
    operations = [migrations.RunSQL(FORWARD, "DROP VIEW effective_actions")]
