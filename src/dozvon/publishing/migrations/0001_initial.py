"""Drafts and dry runs, in the tables that `pipelines` made for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("shops", "0005_versions_are_of_pipelines"),
        ("pipelines", "0004_versions_come_from_shops"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PipelineDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("base", models.PositiveIntegerField(default=0)),
                        ("document", models.JSONField()),
                        ("shape", models.PositiveIntegerField(default=1)),
                        ("before", models.JSONField(null=True)),
                        ("removed", models.CharField(default="", max_length=200)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user"),
                        ),
                    ],
                    options={
                        "db_table": "pipeline_drafts",
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "author"), name="pipeline_drafts_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DryRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("document", models.JSONField()),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(null=True)),
                        ("result", models.JSONField(null=True)),
                        (
                            "author",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user"),
                        ),
                        ("shop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop")),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="pipelines.pipelineversion"
                            ),
                        ),
                    ],
                    options={"db_table": "pipeline_dry_runs"},
                ),
            ],
        ),
    ]
