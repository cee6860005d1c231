"""Tables that people imported, with what came of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shops", "0008_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("user_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(max_length=120)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("rows", models.PositiveIntegerField(null=True)),
                ("refused", models.PositiveIntegerField(null=True)),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop")),
            ],
            options={
                "db_table": "imported_tables",
            },
        ),
    ]
