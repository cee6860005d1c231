"""A merge keeps what each part of the program moved, under the part's name; orders are one of them."""

from django.db import migrations, models

FORWARD = "UPDATE merges SET moved = jsonb_build_object('orders', to_jsonb(order_ids))"


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_fields_retired")]
    operations = [
        migrations.AddField(model_name="merge", name="moved", field=models.JSONField(default=dict)),
        migrations.RunSQL(FORWARD),
        migrations.RemoveField(model_name="merge", name="order_ids"),
    ]
