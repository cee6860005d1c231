"""What stands for everybody: rights of roles, absences, banners, under one revision; and the log of account changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

STANDING = """
CREATE SEQUENCE standing_revisions START 2;
INSERT INTO standing (id, revision) VALUES (1, 1);
CREATE TRIGGER account_changes_append_only BEFORE UPDATE OR DELETE ON account_changes
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();
"""
BACKWARD = """
DROP TRIGGER account_changes_append_only ON account_changes;
DROP SEQUENCE standing_revisions;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sealed_second_factors"),
        ("events", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("revision", models.BigIntegerField()),
            ],
            options={
                "db_table": "standing",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="banners_closed",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kind", models.CharField(max_length=40)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(max_length=120)),
                ("user_id", models.BigIntegerField(null=True)),
                ("user_label", models.CharField(blank=True, max_length=120)),
                ("body", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "account_changes",
                "indexes": [models.Index(fields=["user_id", "id"], name="account_changes_of_user")],
            },
        ),
        migrations.CreateModel(
            name="Banner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                ("level", models.CharField(max_length=8)),
                ("shop_id", models.BigIntegerField(null=True)),
                ("until", models.DateTimeField()),
                ("author", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "banners",
                "indexes": [models.Index(fields=["until"], name="banners_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["news", "warning", "alarm"])), name="banners_level"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("operator", "operator"),
                            ("secretary", "secretary"),
                            ("manager", "manager"),
                            ("head", "head"),
                            ("quality", "quality"),
                            ("warehouse", "warehouse"),
                            ("courier", "courier"),
                            ("director", "director"),
                            ("admin", "admin"),
                        ],
                        max_length=20,
                    ),
                ),
                ("permission", models.CharField(max_length=40)),
                ("given", models.BooleanField()),
            ],
            options={
                "db_table": "role_rights",
                "constraints": [models.UniqueConstraint(fields=("role", "permission"), name="role_rights_once")],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "stand_in_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="accounts.user"
                    ),
                ),
            ],
            options={
                "db_table": "absences",
                "indexes": [models.Index(fields=["until"], name="absences_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="absences_end_after_begin"
                    )
                ],
            },
        ),
        migrations.RunSQL(STANDING, BACKWARD),
    ]
