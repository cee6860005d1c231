"""A place for settings of shops that have no column of their own; no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0007_ways_belong_to_delivery")]
    operations = [
        migrations.AddField(
            model_name="shop",
            name="settings",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
