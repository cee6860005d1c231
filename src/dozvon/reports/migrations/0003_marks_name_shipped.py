"""The statuses of a parcel on its way are part of a shop's mark; what is kept of its orders is worked out anew."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_outcomes")]
    operations = [
        migrations.RunSQL("DELETE FROM outcome_marks", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="outcomemark",
            name="shipped",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
    ]
