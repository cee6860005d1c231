"""A row of the history is never deleted: the statement itself is refused, whether it would meet a row or not."""

from django.db import migrations

FORWARD = "\n".join(
    f"""
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {refuse}();
CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION dozvon_refuse_change();
"""
    for table, refuse in (("events", "dozvon_refuse_rewriting"), ("access_log", "dozvon_refuse_rewriting_looks"))
)
BACKWARD = "\n".join(
    f"""
DROP TRIGGER {table}_never_deleted ON {table};
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {refuse}();
"""
    for table, refuse in (("events", "dozvon_refuse_rewriting"), ("access_log", "dozvon_refuse_rewriting_looks"))
)


class Migration(migrations.Migration):
    dependencies = [("events", "0004_erasures")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
