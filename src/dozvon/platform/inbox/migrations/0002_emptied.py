"""When a body was thrown away; what of a connection waits to be read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [
        migrations.AddField("inboxmessage", "emptied_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "inboxmessage",
            models.Index(
                condition=models.Q(("connection_id__isnull", False), models.Q(("state", "done"), _negated=True)),
                fields=["connection_id"],
                name="inbox_waiting",
            ),
        ),
    ]
