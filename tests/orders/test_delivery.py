"""Delivery of an order: its price follows the goods by any door, and what earlier versions kept is carried over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django.db import connection

from dozvon.core.actor import SYSTEM
from dozvon.delivery.actions import set_ways
from dozvon.delivery.ways import flat_way
from dozvon.orders import order_delivery
from dozvon.orders.actions.carry_delivery import carry_delivery
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.models import Order
from dozvon.orders.queries import by_ids, history
from dozvon.orders.records import order_record
from dozvon.shops.models import Shop
from dozvon.web.common.changes import describe_change
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
WAYS = [
    flat_way("courier", "Курьер", "courier", Decimal(390), Decimal(5000)),
    flat_way("post", "Почта", "post", Decimal(450), None, places=("Пермь",)),
    flat_way("asked", "По договорённости", "pickup"),
]


@pytest.fixture
def shop() -> Shop:
    shop = make.shop()
    set_ways(SYSTEM, shop.pk, WAYS)
    return shop


@pytest.fixture
def api() -> make.Api:
    return make.Api(make.user("Anna", "head"))


def lines(price: str) -> list[dict[str, Any]]:
    return [{"sku": "kettle", "name": "Чайник", "quantity": 1, "price": price}]


def test_the_price_follows_the_goods_by_the_api_as_on_the_page(shop: Shop, api: make.Api) -> None:
    order = make.order(shop)
    changed = api.ok("PATCH", f"/orders/{order.pk}", {"delivery": {"way": "courier"}})
    assert changed["delivery"] == {
        "way": "courier",
        "title": "Курьер",
        "carrier": "own",
        "cost": "390.00",
        "named": False,
        "date": None,
        "hours": None,
        "point": None,
    }
    assert changed["totals"] == {"goods": "1990.00", "delivery": "390.00", "total": "2380.00"}
    free = api.ok("PATCH", f"/orders/{order.pk}", {"lines": lines("5000")})
    assert free["totals"] == {"goods": "5000.00", "delivery": "0.00", "total": "5000.00"}
    assert api.ok("PATCH", f"/orders/{order.pk}", {"lines": lines("4999")})["totals"]["delivery"] == "390.00"
    # One request that changes both: the way is priced by the new goods.
    both = api.ok("PATCH", f"/orders/{order.pk}", {"lines": lines("6000"), "delivery": {"way": "courier"}})
    assert both["delivery"]["cost"] == "0.00"


def test_a_price_named_by_hand_stays_until_it_is_given_back(shop: Shop, api: make.Api) -> None:
    order = make.order(shop)
    api.ok("PATCH", f"/orders/{order.pk}", {"delivery": {"way": "courier", "cost": "100.00"}})
    named = api.ok("PATCH", f"/orders/{order.pk}", {"lines": lines("6000")})
    assert (named["delivery"]["cost"], named["delivery"]["named"]) == ("100.00", True)
    assert api.ok("PATCH", f"/orders/{order.pk}", {"delivery": {"cost": None}})["delivery"]["cost"] == "0.00"
    assert api.ok("PATCH", f"/orders/{order.pk}", {"delivery": "5.00"})["totals"]["delivery"] == "5.00"


@pytest.mark.parametrize(
    ("delivery", "field", "code"),
    [
        ({"way": "balloon"}, "delivery.way", "unknown"),
        ({"way": "post"}, "delivery.way", "way_not_possible"),
        ({"way": "courier", "date": "soon"}, "delivery.date", "not_day"),
        ({"way": "courier", "date": "2020-01-01"}, "delivery.date", "in_past"),
        ({"way": "courier", "hours": "later"}, "delivery.hours", "not_hours"),
        ({"way": "courier", "point": "tag"}, "delivery.point", "unknown"),
        ({"way": "courier", "cost": "1000000"}, "delivery.cost", "too_big"),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(
    shop: Shop, api: make.Api, delivery: dict[str, str], field: str, code: str
) -> None:
    order = make.order(shop, client={"name": "Анна", "phone": make.phone(), "city": "Казань"})
    problem = api.refused("PATCH", f"/orders/{order.pk}", {"delivery": delivery})
    assert (problem["status"], make.fields(problem)) == (422, {field: code})
    assert Order.objects.get(pk=order.pk).delivery_way == ""


def test_a_day_and_hours_are_kept_and_told_in_the_history(shop: Shop, api: make.Api) -> None:
    order = make.order(shop)
    wanted = {"way": "asked", "cost": "250", "date": "2099-01-02", "hours": "9:00-12:00"}
    told = api.ok("PATCH", f"/orders/{order.pk}", {"delivery": wanted})["delivery"]
    assert (told["date"], told["hours"], told["cost"]) == ("2099-01-02", "09:00-12:00", "250.00")
    body = history(order.pk)[0].body
    assert body["after"]["way"] == {
        "way": "asked",
        "title": "По договорённости",
        "date": "2099-01-02",
        "hours": "09:00-12:00",
    }
    assert describe_change(body["before"], body["after"])[1].startswith("По договорённости · 2099-01-02 · 09:00-12:00")


# Earlier versions.

_OLD = """
UPDATE orders SET address = %s, delivery_total = %s, total = goods_total + %s WHERE id = %s
"""


def of_an_earlier_version(shop: Shop, cost: str, **keys: str) -> Order:
    """An order as it stood before the columns, noted as the migration notes it."""
    order = make.order(shop, NOW)
    with connection.cursor() as cursor:
        document = orjson.dumps({"city": "Пермь", **keys}).decode()
        cursor.execute(_OLD, [document, cost, cost, order.pk])
        cursor.execute("INSERT INTO orders_with_delivery_keys VALUES (%s)", [order.pk])
    return order


def seen(order: Order) -> tuple[str, str, bool, dict[str, str]]:
    [read] = by_ids([order.pk])
    return read.delivery_way, read.delivery_title, read.delivery_named, read.address


def test_an_order_of_an_earlier_version_reads_the_same_before_and_after_it_is_carried_over(shop: Shop) -> None:
    priced = of_an_earlier_version(shop, "390.00", delivery_way="courier", delivery_title="Курьер")
    named = of_an_earlier_version(
        shop, "250.50", delivery_way="asked", delivery_title="Договор", delivery_named="250.5"
    )
    other = of_an_earlier_version(shop, "0", delivery_way="asked", delivery_title="Договор", delivery_named="250.5")
    bare = of_an_earlier_version(shop, "7.00", delivery_named="7")
    expected = [
        ("courier", "Курьер", False, {"city": "Пермь"}),
        ("asked", "Договор", True, {"city": "Пермь"}),
        ("asked", "Договор", False, {"city": "Пермь"}),
        ("", "", True, {"city": "Пермь"}),
    ]
    orders = [priced, named, other, bare]
    assert [seen(order) for order in orders] == expected
    exported = order_record(Order.objects.select_related("shop", "client").get(pk=named.pk), [], [])
    assert (exported["delivery"]["way"], exported["address"]) == ("asked", {"city": "Пермь"})
    assert [carry_delivery(3), carry_delivery(3), carry_delivery(3)] == [3, 1, 0]
    assert [seen(order) for order in orders] == expected
    assert not Order.objects.filter(address__has_any_keys=order_delivery.OLD_KEYS).exists()
    assert [order.version for order in Order.objects.all()] == [1, 1, 1, 1]


def test_an_order_that_was_edited_before_it_is_carried_over_keeps_the_newer_choice(shop: Shop) -> None:
    order = of_an_earlier_version(shop, "390.00", delivery_way="courier", delivery_title="Курьер")
    edit(make.actor(), order.pk, Changes(delivery={"way": "post"}), NOW)
    assert carry_delivery() == 1
    assert seen(order) == ("post", "Почта", False, {"city": "Пермь"})


def test_an_address_sent_with_the_old_keys_loses_them_and_the_choice_stays(shop: Shop, api: make.Api) -> None:
    order = make.order(shop)
    api.ok("PATCH", f"/orders/{order.pk}", {"delivery": {"way": "courier"}})
    sent = {"city": "Пермь", "delivery_way": "post", "delivery_title": "Почта"}
    changed = api.ok("PATCH", f"/orders/{order.pk}", {"address": sent})
    assert (changed["address"], changed["delivery"]["way"]) == ({"city": "Пермь"}, "courier")


def test_events_of_earlier_versions_are_told_as_before() -> None:
    before = {"address": {"city": "Пермь"}, "delivery": "0", "total": "1"}
    after = {
        "address": {"city": "Пермь", "delivery_way": "w1", "delivery_title": "Курьер"},
        "delivery": "390",
        "total": "391",
    }
    assert describe_change(before, after) == ("Доставка", "Курьер · 1 → 391")
