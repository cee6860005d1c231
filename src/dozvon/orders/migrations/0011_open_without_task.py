"""Counting what cannot be costs nothing, and the rows a publication leaves behind are swept up soon.

The index of open orders without a task is always empty. Twenty per cent of a million rows, PostgreSQL's own measure
(five, the embedded server's), would be two years of corpses: what reads open orders would look past them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_new_orders_have_a_place")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["shop", "received_at", "id"],
                name="orders_unguarded",
                condition=models.Q(status_kind="open")
                & (models.Q(task_due_at__isnull=True) | models.Q(task_kind__isnull=True)),
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE orders SET (autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 1000)",
            "ALTER TABLE orders RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)",
        ),
    ]
