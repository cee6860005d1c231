"""What an action on an open order writes: an index entry less, a foreign key that another implies is not asked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_work_lists")]
    operations = [
        migrations.RemoveIndex(model_name="order", name="orders_by_status"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status_kind", "open"), _negated=True),
                fields=["shop", "status", "received_at", "id"],
                name="orders_closed_received",
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="pipeline",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="shops.pipelineversion",
            ),
        ),
    ]
