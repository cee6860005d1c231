"""What an earlier version kept of delivery is there after the migration: ways of shops, and choices of orders."""

from __future__ import annotations

from decimal import Decimal

import orjson
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dozvon.delivery.models import DeliveryWay
from dozvon.delivery.ways import COURIER, PICKUP, POST, flat_way
from dozvon.orders.actions.carry_delivery import carry_delivery
from dozvon.orders.models import Order
from tests import factories as make

BEFORE = [("orders", "0013_versions_are_of_pipelines"), ("shops", "0006_versions_go_to_pipelines"), ("delivery", None)]
OLD_WAYS = [
    {
        "code": "w1",
        "title": "Курьер",
        "kind": "courier",
        "cost": "390.50",
        "free_from": "9000",
        "days": [1, 2],
        "places": ["Пермь"],
    },
    {"code": "w7", "title": "Почта", "kind": "post", "cost": "450", "free_from": None, "days": [7, 7], "places": []},
    {"code": "w3", "title": "Пункт", "kind": "pickup", "cost": None, "free_from": "0", "days": [0, 0], "places": []},
]


@pytest.mark.django_db
def test_ways_and_choices_are_carried_over() -> None:
    shop, other = make.shop(), make.shop("other")
    chosen, bare = make.order(shop), make.order(shop)
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        MigrationExecutor(connection).migrate(BEFORE)
        cursor.execute("UPDATE shops SET delivery_ways = %s WHERE id = %s", [orjson.dumps(OLD_WAYS).decode(), shop.pk])
        address = {"city": "Пермь", "delivery_way": "w1", "delivery_title": "Курьер"}
        cursor.execute("UPDATE orders SET address = %s WHERE id = %s", [orjson.dumps(address).decode(), chosen.pk])
        MigrationExecutor(connection).migrate(newest)
    assert [row.way() for row in DeliveryWay.objects.filter(shop=shop).order_by("position")] == [
        flat_way("w1", "Курьер", COURIER, Decimal("390.50"), Decimal(9000), (1, 2), ("Пермь",)),
        flat_way("w7", "Почта", POST, Decimal(450), None, (7, 7)),
        flat_way("w3", "Пункт", PICKUP, None, Decimal(0)),
    ]
    assert not DeliveryWay.objects.filter(shop=other).exists()
    assert [carry_delivery(), carry_delivery()] == [1, 0]
    after = {order.pk: (order.delivery_way, order.address) for order in Order.objects.all()}
    assert after == {chosen.pk: ("w1", {"city": "Пермь"}), bare.pk: ("", {})}
