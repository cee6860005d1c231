from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipelines", "0002_dry_runs")]

    operations = [
        migrations.AddField("pipelinedraft", "before", models.JSONField(null=True)),
        migrations.AddField("pipelinedraft", "removed", models.CharField(default="", max_length=200)),
    ]
