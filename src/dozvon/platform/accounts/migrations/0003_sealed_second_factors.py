"""Secrets of second factors are sealed with the installation's key; those that stood plain are sealed now."""

from django.db import migrations, models

from dozvon.platform.accounts.migrations import _first_sealing as sealing


def seal_all(apps, schema_editor):
    for factor in apps.get_model("accounts", "SecondFactor").objects.all():
        if not factor.secret.startswith((sealing.MARK, "v2:")):
            factor.secret = sealing.seal(factor.secret, factor.user_id)
            factor.save(update_fields=["secret"])


def open_all(apps, schema_editor):
    for factor in apps.get_model("accounts", "SecondFactor").objects.all():
        factor.secret = sealing.opened(factor.secret, factor.user_id)
        factor.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invitations_and_second_factor")]
    operations = [
        migrations.AlterField(model_name="secondfactor", name="secret", field=models.CharField(max_length=200)),
        migrations.RunPython(seal_all, open_all),
        migrations.AddConstraint(
            model_name="secondfactor",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret__startswith", "v1:")), name="second_factors_are_sealed"
            ),
        ),
    ]
