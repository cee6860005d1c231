"""Overdue tasks are counted by kind in the index of the open orders."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_hot_indexes")]
    operations = [
        migrations.RemoveIndex(model_name="order", name="orders_open_due"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status_kind", "open")),
                fields=["shop", "status", "task_due_at", "id"],
                include=["attempts", "received_at", "pursued_since", "task_kind"],
                name="orders_open_due",
            ),
        ),
    ]
