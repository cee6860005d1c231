"""The raw intakes leave for `dozvon.platform.inbox`, which renames their table; nothing changes in the database here."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="RawIntake")]),
    ]
