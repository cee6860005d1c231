"""Orders that were sent before shipments were kept have theirs after the migration, made of their history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dozvon.shipments.models import Shipment
from tests import factories as make

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.mark.django_db
def test_a_number_that_was_noted_becomes_a_parcel() -> None:
    shop, head = make.shop(), make.actor(role="head")
    arrived, under_way, bare, unsent = (make.order(shop, NOW) for _ in range(4))
    for order, track in ((arrived, "ra 123456789 ru"), (under_way, "RA123456780RU"), (bare, "")):
        make.act(head, order, "confirm", NOW, call="made")
        make.act(head, order, "assemble", NOW)
        make.act(head, order, "ship", NOW, fields={"track_number": track} if track else {})
    make.act(head, arrived, "deliver", LATER)
    kept = ("order_id", "track", "handed_over_at", "handed_over_version", "delivered_at")
    before = list(Shipment.objects.exclude(track="").order_by("order_id").values_list(*kept))
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        MigrationExecutor(connection).migrate([("shipments", None)])
        MigrationExecutor(connection).migrate(newest)
    assert list(Shipment.objects.order_by("order_id").values_list(*kept)) == before
    assert [row[0] for row in before] == [arrived.pk, under_way.pk]
    assert not Shipment.objects.filter(order_id__in=[bare.pk, unsent.pk]).exists()
