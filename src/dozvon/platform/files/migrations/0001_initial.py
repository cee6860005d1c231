"""Blobs and the files that own them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("sealed", models.CharField(max_length=40, null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "file_blobs"},
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("capability", models.CharField(max_length=40)),
                ("owner_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("keep_until", models.DateTimeField(null=True)),
                ("blob", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="files.blob")),
            ],
            options={
                "db_table": "files",
                "indexes": [
                    models.Index(fields=["capability", "owner_id"], name="files_by_owner"),
                    models.Index(
                        condition=models.Q(("keep_until__isnull", False)), fields=["keep_until"], name="files_by_end"
                    ),
                ],
            },
        ),
    ]
