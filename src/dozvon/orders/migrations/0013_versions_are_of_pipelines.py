"""The version an order was decided by is a row of `pipelines` now; the column stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_outcomes_belong_to_reports"), ("pipelines", "0004_versions_come_from_shops")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "order",
                    "pipeline",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="pipelines.pipelineversion",
                    ),
                ),
            ],
        ),
    ]
