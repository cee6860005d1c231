"""The actions of a day are found by their time, for live figures and reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "order.action")),
                fields=["shop_id", "at"],
                name="events_of_actions",
            ),
        ),
    ]
