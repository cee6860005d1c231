"""The oldest order of a tab is found at the front of an index: two thousand new ones are not sorted for each who asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_zones_in_use")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status_kind", "open")),
                fields=["shop", "status", "received_at", "id"],
                name="orders_open_received",
            ),
        ),
    ]
