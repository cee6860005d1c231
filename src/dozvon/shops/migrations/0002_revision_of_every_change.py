"""Every change of a shop's row gives it a revision that no row had before, whoever makes it.

Programs keep shops in memory by (id, revision); a number given back by a rollback must not come a second time.
"""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE shop_revisions AS integer START 1000;
CREATE FUNCTION dozvon_next_shop_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := nextval('shop_revisions');
    RETURN NEW;
END $$;
CREATE TRIGGER shops_revision BEFORE INSERT OR UPDATE ON shops
    FOR EACH ROW EXECUTE FUNCTION dozvon_next_shop_revision();
UPDATE shops SET revision = 0;
"""
BACKWARD = """
DROP TRIGGER shops_revision ON shops;
DROP FUNCTION dozvon_next_shop_revision();
DROP SEQUENCE shop_revisions;
"""


class Migration(migrations.Migration):
    dependencies = [("shops", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
