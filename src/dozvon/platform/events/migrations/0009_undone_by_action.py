"""Whether an action was undone is found by the action's id, however many were undone that day."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast


class Migration(migrations.Migration):
    dependencies = [("events", "0008_declared_fields")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                Cast(KeyTextTransform("event", "body"), models.BigIntegerField()),
                name="events_undone",
                condition=models.Q(("kind", "order.undone")),
            ),
        ),
        migrations.RemoveIndex(model_name="event", name="events_of_undos"),
    ]
