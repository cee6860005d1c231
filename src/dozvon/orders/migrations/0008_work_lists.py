"""Tasks by their kind, the oldest due first: what the work lists of the warehouse, the courier and others read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_outcomes")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status_kind", "open")),
                fields=["shop", "task_kind", "task_due_at", "id"],
                name="orders_open_tasks",
            ),
        ),
    ]
