"""Ways of delivery in a table of their own; those that shops kept as a document are carried over."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    shops, ways = apps.get_model("shops", "Shop"), apps.get_model("delivery", "DeliveryWay")
    for shop in shops.objects.exclude(delivery_ways=[]):
        ways.objects.bulk_create(
            ways(
                shop=shop,
                position=position,
                code=one["code"],
                title=one["title"],
                kind=one["kind"],
                places=one["places"],
                rates=rates(one["cost"], one["free_from"], one["days"]),
            )
            for position, one in enumerate(shop.delivery_ways)
        )


def rates(cost, free_from, days):
    """A price up to the sum from which it is free, and nothing then."""
    free = {"cost": "0", "goods_to": None, "weight_to": None, "days": days}
    if free_from is None:
        return [free | {"cost": cost}]
    if Decimal(free_from) <= 0:
        return [free]
    return [free | {"cost": cost, "goods_to": str(Decimal(free_from) - Decimal("0.01"))}, free]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("shops", "0006_versions_go_to_pipelines")]
    operations = [
        migrations.CreateModel(
            name="DeliveryWay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=7)),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4000), default=list, size=None
                    ),
                ),
                ("rates", models.JSONField(default=list)),
                ("slots", models.JSONField(default=list)),
                ("points", models.JSONField(default=list)),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "db_table": "delivery_ways",
                "constraints": [models.UniqueConstraint(fields=("shop", "code"), name="delivery_ways_once")],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
