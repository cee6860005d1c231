"""Versions and their statuses belong to `pipelines` now; the tables stay as `shops` made them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("pipelines", "0003_a_removed_part_comes_back"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PipelineVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("number", models.PositiveIntegerField()),
                        ("document", models.JSONField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "author",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, to="accounts.user"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "pipeline_versions",
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "number"), name="pipeline_versions_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PipelineStatus",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("kind", models.CharField(max_length=4)),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="status_rows",
                                to="pipelines.pipelineversion",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "pipeline_statuses",
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "code", "kind"), name="pipeline_statuses_once")
                        ],
                    },
                ),
            ],
        ),
    ]
