"""Erasure of a client's words: the one narrow exception to the history that is only ever added to.

An event may lose words, and only those that `dozvon_without_words` takes away; the access log may lose what was typed.
Both only in the transaction of an act of erasure, which stays, and only for the clients and orders the act names.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models

FORWARD = """
ALTER TABLE erasures ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX erasures_by_transaction ON erasures (xid);
CREATE TRIGGER erasures_append_only BEFORE UPDATE OR DELETE ON erasures
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();

CREATE FUNCTION dozvon_without_words(body jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE
        WHEN key IN ('before', 'after') AND jsonb_typeof(value) = 'object' THEN dozvon_without_words(value)
        ELSE value END), '{}') || '{"erased": true}'
    FROM jsonb_each(body) WHERE key = ANY (ARRAY[
        'action', 'after', 'attempt', 'attempts', 'before', 'call', 'changed', 'channel', 'choice', 'currency',
        'delivery', 'due_at', 'erasure', 'event', 'from', 'goods', 'intakes', 'merge', 'order', 'orders', 'outcome', 'problem', 'queue', 'responsible',
        'skus', 'source', 'status', 'target', 'task', 'to', 'total', 'until', 'version', 'zone'])
$$;

CREATE FUNCTION dozvon_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'body' = to_jsonb(OLD) - 'body'
        AND NEW.body = dozvon_without_words(OLD.body) AND EXISTS (
            SELECT FROM erasures WHERE xid = pg_current_xact_id()
            AND (OLD.client_id = ANY (client_ids) OR OLD.order_id = ANY (order_ids)))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION dozvon_refuse_rewriting_looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'detail' = to_jsonb(OLD) - 'detail' AND NEW.detail = '' AND EXISTS (
            SELECT FROM erasures WHERE xid = pg_current_xact_id()
            AND (OLD.client_ids && client_ids OR OLD.order_ids && order_ids))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER events_append_only ON events;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION dozvon_refuse_rewriting();
DROP TRIGGER access_log_append_only ON access_log;
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE ON access_log
    FOR EACH ROW EXECUTE FUNCTION dozvon_refuse_rewriting_looks();
"""
BACKWARD = """
DROP TRIGGER events_append_only ON events;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();
DROP TRIGGER access_log_append_only ON access_log;
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();
DROP FUNCTION dozvon_refuse_rewriting();
DROP FUNCTION dozvon_refuse_rewriting_looks();
DROP FUNCTION dozvon_without_words(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_actions_by_time")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(blank=True, max_length=120)),
                (
                    "client_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "order_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("reason", models.CharField(max_length=300)),
            ],
            options={"db_table": "erasures"},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(fields=["at", "id"], name="access_by_time"),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(fields=["actor_id", "at", "id"], name="access_by_person"),
        ),
        migrations.AddIndex(
            model_name="access",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["client_ids"], gin_pending_list_limit=256, name="access_of_client"
            ),
        ),
    ]
