"""The zones that clients of orders live in: some tens of the six hundred there are.

Who is handed an order is asked for by zone; a list of all zones where people are awake costs the planner ten times what
the search itself takes.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE order_zones (zone varchar(64) PRIMARY KEY);
INSERT INTO order_zones SELECT DISTINCT zone FROM orders;

CREATE FUNCTION dozvon_zones_of_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_zones SELECT DISTINCT fresh.zone FROM fresh
    WHERE NOT EXISTS (SELECT FROM order_zones known WHERE known.zone = fresh.zone)
    ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_zones_of_new AFTER INSERT ON orders
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION dozvon_zones_of_new_orders();

CREATE FUNCTION dozvon_zone_of_moved_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_zones VALUES (NEW.zone) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_zone_of_moved AFTER UPDATE OF zone ON orders
    FOR EACH ROW WHEN (OLD.zone IS DISTINCT FROM NEW.zone) EXECUTE FUNCTION dozvon_zone_of_moved_order();
"""
BACKWARD = """
DROP TRIGGER orders_zone_of_moved ON orders;
DROP TRIGGER orders_zones_of_new ON orders;
DROP FUNCTION dozvon_zone_of_moved_order();
DROP FUNCTION dozvon_zones_of_new_orders();
DROP TABLE order_zones;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_tasks_in_the_open_index")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
