"""The outcomes of orders, taken over from `orders` with their tables as they are."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("orders", "0012_outcomes_belong_to_reports")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OutcomeMark",
                    fields=[
                        ("shop_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        (
                            "agreed",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, size=None
                            ),
                        ),
                        ("rules", models.CharField(max_length=32)),
                        ("after_at", models.DateTimeField(null=True)),
                        ("after_id", models.BigIntegerField(default=0)),
                        ("complete", models.BooleanField(default=False)),
                    ],
                    options={
                        "db_table": "outcome_marks",
                    },
                ),
                migrations.CreateModel(
                    name="OrderOutcome",
                    fields=[
                        ("order_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shop_id", models.BigIntegerField()),
                        ("received_at", models.DateTimeField()),
                        ("day", models.DateField()),
                        ("hour", models.PositiveSmallIntegerField()),
                        ("attempts", models.PositiveSmallIntegerField()),
                        ("tried", models.BooleanField()),
                        ("reached", models.BooleanField()),
                        ("agreed", models.BooleanField()),
                        ("lost", models.BooleanField()),
                        ("trash", models.BooleanField()),
                        ("uncalled", models.BooleanField()),
                        ("owner_id", models.BigIntegerField(null=True)),
                        ("waited", models.FloatField(null=True)),
                        ("waited_open", models.FloatField(null=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("total", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("upsold", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("channel", models.CharField(max_length=40)),
                        (
                            "skus",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=64), default=list, size=None
                            ),
                        ),
                        ("problem", models.CharField(max_length=40, null=True)),
                        ("moved_id", models.BigIntegerField(null=True)),
                        ("shipped_on", models.DateField(null=True)),
                        ("parcel", models.CharField(max_length=9, null=True)),
                    ],
                    options={
                        "db_table": "order_outcomes",
                        "indexes": [
                            models.Index(fields=["shop_id", "day"], name="outcomes_received"),
                            models.Index(
                                condition=models.Q(("shipped_on__isnull", False)),
                                fields=["shop_id", "shipped_on"],
                                name="outcomes_shipped",
                            ),
                            models.Index(
                                condition=models.Q(("uncalled", True)),
                                fields=["shop_id", "day"],
                                name="outcomes_uncalled",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
