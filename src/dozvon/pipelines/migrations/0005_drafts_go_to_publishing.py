"""Drafts and dry runs belong to `publishing` now; their tables stay."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pipelines", "0004_versions_come_from_shops"), ("publishing", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("DryRun"), migrations.DeleteModel("PipelineDraft")],
        ),
    ]
