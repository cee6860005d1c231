import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sealed_second_factors"),
        ("pipelines", "0001_initial"),
        ("shops", "0002_revision_of_every_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="DryRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("document", models.JSONField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(null=True)),
                ("result", models.JSONField(null=True)),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user")),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.pipelineversion")),
            ],
            options={
                "db_table": "pipeline_dry_runs",
            },
        ),
    ]
