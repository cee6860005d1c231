"""Shipments; for orders that noted a tracking number before, one is made of their history."""

import django.db.models.deletion
from django.db import migrations, models

# The action that noted the number handed the parcel over; where a later one delivered it, it has arrived.
CARRY_OVER = """
INSERT INTO shipments (order_id, track, way, title, carrier, point, handed_over_at, handed_over_version, delivered_at)
SELECT o.id, left(upper(regexp_replace(o.fields ->> 'track_number', '\\s', '', 'g')), 64),
    coalesce(nullif(o.delivery_way, ''), left(o.address ->> 'delivery_way', 40), ''),
    coalesce(nullif(o.delivery_title, ''), left(o.address ->> 'delivery_title', 120), ''),
    CASE WHEN coalesce(nullif(o.delivery_way, ''), o.address ->> 'delivery_way', '') = '' THEN '' ELSE 'own' END,
    '', sent.at, (sent.body ->> 'version')::integer, arrived.at
FROM orders o
CROSS JOIN LATERAL (
    SELECT e.id, e.at, e.body FROM events e
    WHERE e.order_id = o.id AND e.kind = 'order.action' AND e.body -> 'fields' ? 'track_number'
    ORDER BY e.id DESC LIMIT 1
) sent
LEFT JOIN LATERAL (
    SELECT e.at FROM events e
    WHERE e.order_id = o.id AND e.kind = 'order.action' AND e.id > sent.id
        AND e.body -> 'status' ->> 'code' = 'delivered' AND o.status <> 'shipped'
    ORDER BY e.id LIMIT 1
) arrived ON true
WHERE coalesce(o.fields ->> 'track_number', '') <> ''
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("orders", "0014_delivery_in_columns"), ("events", "0008_declared_fields")]
    operations = [
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("track", models.CharField(blank=True, max_length=64)),
                ("way", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("carrier", models.CharField(blank=True, max_length=40)),
                ("point", models.CharField(blank=True, max_length=40)),
                ("handed_over_at", models.DateTimeField()),
                ("handed_over_version", models.PositiveIntegerField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("delivered_version", models.PositiveIntegerField(null=True)),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"),
                ),
            ],
            options={
                "db_table": "shipments",
                "indexes": [
                    models.Index(
                        condition=models.Q(("track", ""), _negated=True), fields=["track"], name="shipments_track"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivered_at__isnull", True),
                            ("delivered_at__gte", models.F("handed_over_at")),
                            _connector="OR",
                        ),
                        name="shipments_delivered_after",
                    )
                ],
            },
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
    ]
