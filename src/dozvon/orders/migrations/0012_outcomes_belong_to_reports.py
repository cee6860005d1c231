"""The outcomes of orders become models of `reports`; their tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_open_without_task")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("OrderOutcome"),
                migrations.DeleteModel("OutcomeMark"),
            ]
        ),
    ]
