"""What was undone is found by its time: it is left out of every count of calls."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_nothing_is_deleted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "order.undone")), fields=["shop_id", "at"], name="events_of_undos"
            ),
        ),
    ]
