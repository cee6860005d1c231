"""The raw intakes become the inbox: the table is renamed, its rows stay where they are."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    initial = True

    dependencies = [("intake", "0002_inbox_of_its_own")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="InboxMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("received_at", models.DateTimeField(db_default=Now())),
                        ("kind", models.CharField(max_length=6)),
                        ("state", models.CharField(default="received", max_length=8)),
                        ("body", models.BinaryField()),
                        ("idempotency_key", models.CharField(max_length=255, null=True)),
                        ("actor_id", models.BigIntegerField(null=True)),
                        ("actor_label", models.CharField(blank=True, max_length=120)),
                        ("order_id", models.BigIntegerField(null=True)),
                        ("errors", models.JSONField(default=list)),
                        ("failed_rows", models.JSONField(default=list)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "db_table": "inbox",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "done"), _negated=True),
                                fields=["id"],
                                name="inbox_unfinished",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["received", "done", "failed", "partly"])),
                                name="inbox_state",
                            )
                        ],
                    },
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "ALTER TABLE raw_intakes RENAME TO inbox",
                        "ALTER INDEX raw_intakes_unfinished RENAME TO inbox_unfinished",
                        "ALTER TABLE inbox RENAME CONSTRAINT raw_intakes_state TO inbox_state",
                        "ALTER INDEX raw_intakes_pkey RENAME TO inbox_pkey",
                        "ALTER SEQUENCE raw_intakes_id_seq RENAME TO inbox_id_seq",
                    ],
                    migrations.RunSQL.noop,
                )
            ],
        ),
        migrations.AlterField("inboxmessage", "kind", models.CharField(max_length=40)),
        migrations.AddField("inboxmessage", "connection_id", models.BigIntegerField(null=True)),
        migrations.AddField("inboxmessage", "external_id", models.CharField(max_length=200, null=True)),
        migrations.AddField("inboxmessage", "sent", models.JSONField(null=True)),
        migrations.AddConstraint(
            "inboxmessage",
            models.UniqueConstraint(
                condition=models.Q(("connection_id__isnull", False)),
                fields=("connection_id", "external_id"),
                name="inbox_once",
            ),
        ),
        migrations.CreateModel(
            name="ForgedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField(db_default=Now())),
                ("connection_id", models.BigIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("address", models.CharField(max_length=45)),
            ],
            options={
                "db_table": "inbox_forged",
                "indexes": [
                    models.Index(fields=["connection_id", "received_at"], name="inbox_forged_by_connection"),
                ],
            },
        ),
    ]
