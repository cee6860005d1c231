"""A new order is refused where its shop has gone over to a version without its status since the shop was read.

Publishing holds the table of orders: what is written before is carried over with the rest, what is written after is
looked at here. Refused as a lost race (serialization_failure), it is taken in again by the new version.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dozvon_new_orders_have_a_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh JOIN shops ON shops.id = fresh.shop_id AND shops.pipeline_id <> fresh.pipeline_id
        WHERE fresh.status_kind = 'open' AND NOT EXISTS (
            SELECT FROM pipeline_statuses known
            WHERE known.version_id = shops.pipeline_id AND known.code = fresh.status AND known.kind = 'open')
    ) THEN
        RAISE EXCEPTION 'the pipeline has been published anew without the status of a new order'
            USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_new_have_a_place AFTER INSERT ON orders
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION dozvon_new_orders_have_a_place();
"""
BACKWARD = """
DROP TRIGGER orders_new_have_a_place ON orders;
DROP FUNCTION dozvon_new_orders_have_a_place();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_fewer_entries")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
