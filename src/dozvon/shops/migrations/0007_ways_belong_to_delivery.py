"""Ways of delivery stand in a table of `delivery`, which has carried them over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shops", "0006_versions_go_to_pipelines"), ("delivery", "0001_initial")]
    operations = [migrations.RemoveField(model_name="shop", name="delivery_ways")]
