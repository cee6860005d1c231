"""The tabs are counted in the index of the open orders alone; the orders of an intake are found, and made, once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_status_is_of_its_kind")]
    operations = [
        migrations.RemoveIndex(model_name="order", name="orders_open_due"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status_kind", "open")),
                fields=["shop", "status", "task_due_at", "id"],
                include=["attempts", "received_at", "pursued_since"],
                name="orders_open_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("intake_id__isnull", False)),
                fields=("intake_id", "intake_row"),
                name="orders_of_intake_once",
            ),
        ),
    ]
