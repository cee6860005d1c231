"""Second factors are sealed as all secrets are; one that cannot be read stays as it is, and is as unreadable as before."""

from django.db import migrations, models

import dozvon.platform.secrets.models
from dozvon.platform.accounts import sealing
from dozvon.platform.accounts.migrations import _first_sealing


def seal_by_version(apps, schema_editor):
    for factor in apps.get_model("accounts", "SecondFactor").objects.filter(secret__startswith=_first_sealing.MARK):
        try:
            factor.secret = sealing.seal(_first_sealing.opened(factor.secret, factor.user_id), factor.user_id)
        except _first_sealing.Unreadable:
            continue
        factor.save(update_fields=["secret"])


def seal_as_first(apps, schema_editor):
    for factor in apps.get_model("accounts", "SecondFactor").objects.filter(secret__startswith=sealing.MARK):
        factor.secret = _first_sealing.seal(sealing.unseal(factor.secret, factor.user_id), factor.user_id)
        factor.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_standing"), ("secrets", "0001_initial")]
    operations = [
        migrations.RemoveConstraint(model_name="secondfactor", name="second_factors_are_sealed"),
        migrations.AlterField(
            model_name="secondfactor",
            name="secret",
            field=dozvon.platform.secrets.models.SealedField(owner="user_id", purpose="second-factor"),
        ),
        migrations.RunPython(seal_by_version, seal_as_first),
        migrations.AddConstraint(
            model_name="secondfactor",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret__regex", "^v[0-9]+:")), name="second_factors_are_sealed"
            ),
        ),
    ]
