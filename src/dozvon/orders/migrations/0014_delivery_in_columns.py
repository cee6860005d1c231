"""What is chosen for delivery stands in columns, no longer under keys of the address.

Adding the columns rewrites nothing. Orders that hold the old keys are noted; a job carries them over some at a time
(`orders.actions.carry_delivery`), and until then they are read by their keys.
"""

from django.db import migrations, models

NOTE = """
CREATE TABLE orders_with_delivery_keys (order_id bigint PRIMARY KEY);
INSERT INTO orders_with_delivery_keys
SELECT id FROM orders WHERE address ?| ARRAY['delivery_way', 'delivery_title', 'delivery_named'];
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_versions_are_of_pipelines")]
    operations = [
        migrations.AddField("order", "delivery_way", models.CharField(max_length=40, db_default="")),
        migrations.AddField("order", "delivery_title", models.CharField(max_length=120, db_default="")),
        migrations.AddField("order", "delivery_carrier", models.CharField(max_length=40, db_default="")),
        migrations.AddField("order", "delivery_named", models.BooleanField(db_default=False)),
        migrations.AddField("order", "delivery_date", models.DateField(null=True)),
        migrations.AddField("order", "delivery_hours", models.CharField(max_length=11, db_default="")),
        migrations.AddField("order", "delivery_point", models.CharField(max_length=40, db_default="")),
        migrations.RunSQL(NOTE, "DROP TABLE orders_with_delivery_keys"),
    ]
