"""Client fields that are not asked for any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_erased_at")]
    operations = [
        migrations.AddField(model_name="clientfield", name="retired", field=models.BooleanField(default=False)),
    ]
