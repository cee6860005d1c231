"""The version a shop works by is a row of `pipelines` now; the column stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0004_undo_seconds"), ("pipelines", "0004_versions_come_from_shops")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "shop",
                    "pipeline",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="pipelines.pipelineversion"),
                ),
            ],
        ),
    ]
