"""The transaction of each event, the order in which the log is followed, and the refusal of any change."""

from django.db import migrations

FORWARD = """
ALTER TABLE events ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX events_in_log_order ON events (xid, id);
CREATE FUNCTION dozvon_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();
"""
BACKWARD = """
DROP TRIGGER events_append_only ON events;
DROP TRIGGER access_log_append_only ON access_log;
DROP FUNCTION dozvon_refuse_change();
DROP INDEX events_in_log_order;
ALTER TABLE events DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
