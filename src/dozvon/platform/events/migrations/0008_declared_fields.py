"""What an erasure leaves of an event is declared for each kind of event, no longer listed in the function.

`event_fields_kept` is filled by `dozvon migrate` from the declared kinds. The list of before is kept for kinds that
nobody declares; a field declared by nobody is taken out.
"""

from django.db import migrations

KEPT = (
    *("action", "attempt", "attempts", "call", "changed", "channel", "choice", "currency", "delivery", "due_at"),
    *("erasure", "event", "from", "goods", "intakes", "merge", "order", "orders", "outcome", "problem", "queue"),
    *("responsible", "skus", "source", "status", "target", "task", "to", "total", "until", "version", "zone"),
)
PARTS = ("before", "after")
ROWS = ", ".join(
    [
        *(f"('*', '{name}', true)" for name in KEPT),
        *(f"('*', '{part}', false)" for part in PARTS),
        *(f"('*', '{part}.{name}', true)" for part in PARTS for name in KEPT),
    ]
)

FORWARD = """
CREATE TABLE event_fields_kept (
    kind varchar(40) NOT NULL, path varchar(120) NOT NULL, whole boolean NOT NULL, PRIMARY KEY (kind, path)
);
INSERT INTO event_fields_kept (kind, path, whole) VALUES ROWS;

CREATE FUNCTION dozvon_without_words(event_kind text, body jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH kept AS (
        SELECT path, whole FROM event_fields_kept k WHERE k.kind = CASE
            WHEN EXISTS (SELECT FROM event_fields_kept d WHERE d.kind = event_kind) THEN event_kind ELSE '*' END
    )
    SELECT coalesce(jsonb_object_agg(part.key, CASE WHEN kept.whole THEN part.value ELSE (
        SELECT coalesce(jsonb_object_agg(inside.key, inside.value), '{}') || '{"erased": true}'
        FROM jsonb_each(part.value) AS inside JOIN kept AS k ON k.path = part.key || '.' || inside.key AND k.whole
    ) END), '{}') || '{"erased": true}'
    FROM jsonb_each(body) AS part JOIN kept ON kept.path = part.key
    WHERE kept.whole OR jsonb_typeof(part.value) = 'object'
$$;

CREATE OR REPLACE FUNCTION dozvon_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'body' = to_jsonb(OLD) - 'body'
        AND NEW.body = dozvon_without_words(OLD.kind, OLD.body) AND EXISTS (
            SELECT FROM erasures WHERE xid = pg_current_xact_id()
            AND (OLD.client_id = ANY (client_ids) OR OLD.order_id = ANY (order_ids)))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP FUNCTION dozvon_without_words(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0007_own_events_of_clients")]
    operations = [migrations.RunSQL(FORWARD.replace("ROWS", ROWS))]
