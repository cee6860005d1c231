"""How many seconds an action can be taken back, by shop; 0 for never."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0003_delivery_and_address")]
    operations = [migrations.AddField("shop", "undo_seconds", models.PositiveSmallIntegerField(default=10))]
