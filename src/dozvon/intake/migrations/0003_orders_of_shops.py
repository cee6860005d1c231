"""What connections' shops told of their orders, and how far they were pulled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_inbox_of_its_own")]

    operations = [
        migrations.CreateModel(
            name="ShopOrderSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection_id", models.BigIntegerField()),
                ("external_id", models.CharField(max_length=120)),
                ("message_id", models.BigIntegerField()),
                ("updated_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "shop_orders_seen",
                "constraints": [
                    models.UniqueConstraint(fields=("connection_id", "external_id"), name="shop_orders_seen_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopPull",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("connection_id", models.BigIntegerField(unique=True)),
                ("cursor", models.CharField(blank=True, max_length=200)),
                ("pulled_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "shop_pulls"},
        ),
    ]
