"""Versions and their statuses left for `pipelines`; their tables stay."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0005_versions_are_of_pipelines"),
        ("orders", "0013_versions_are_of_pipelines"),
        ("pipelines", "0005_drafts_go_to_publishing"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("PipelineStatus"), migrations.DeleteModel("PipelineVersion")],
        ),
    ]
