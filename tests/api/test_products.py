"""Products over HTTP: listed by cursor, added, changed; each wrong field named."""

from __future__ import annotations

from typing import Any

import pytest

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
CUP = {"shop": "main", "sku": "cup", "name": "Чашка", "price": "1299.00"}


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def api(shop: Shop) -> make.Api:
    return make.Api(make.user("Root", "admin"), "admin")


def test_a_product_is_added_read_changed_and_archived(api: make.Api, shop: Shop) -> None:
    make.promotion(shop, "Осень", 30, min_quantity=2)
    made = api.post("/products", CUP | {"promotion": "Осень", "max_discount": "5"})
    assert made == api.get(f"/products/{made['id']}")
    assert {name: made[name] for name in ("shop", "sku", "price", "currency", "max_discount", "active")} == {
        "shop": "main",
        "sku": "cup",
        "price": "1299.00",
        "currency": "RUB",
        "max_discount": "5.00",
        "active": True,
    }
    assert (made["promotion"]["name"], made["promotion"]["min_quantity"], made["promotion"]["holds"]) == (
        "Осень",
        2,
        True,
    )
    path = f"/products/{made['id']}"
    changed = api.ok("PATCH", path, {"price": None, "promotion": None, "active": False})
    assert (changed["price"], changed["promotion"], changed["active"], changed["name"]) == (None, None, False, "Чашка")
    assert api.get("/products")["items"] == []
    assert [item["sku"] for item in api.get("/products?archived=true")["items"]] == ["cup"]


def test_the_list_goes_on_by_its_cursor_and_is_searched(api: make.Api, shop: Shop) -> None:
    offer([Product(shop=shop, sku=f"арт-{number}", name=f"Вещь {number}") for number in range(5)])
    found, cursor = list[str](), ""
    while cursor is not None:
        page = api.get(f"/products?limit=2&cursor={cursor}")
        found += [item["sku"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == [f"арт-{number}" for number in range(5)]
    assert [item["sku"] for item in api.get("/products?q=%D0%92%D0%B5%D1%89%D1%8C%203")["items"]] == ["арт-3"]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"shop": "none"}, {"shop": "unknown_shop"}),
        ({"sku": "taken"}, {"sku": "taken"}),
        ({"sku": ""}, {"sku": "invalid"}),
        ({"name": "x" * 201}, {"name": "too_long"}),
        ({"price": "-1"}, {"price": "too_small"}),
        ({"max_discount": "101"}, {"max_discount": "too_big"}),
        ({"accessories": ["none"]}, {"accessories": "unknown_skus"}),
        ({"promotion": "none"}, {"promotion": "unknown_promotion"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
    ],
)
def test_a_wrong_field_is_named(api: make.Api, shop: Shop, sent: dict[str, Any], wrong: dict[str, str]) -> None:
    offer([Product(shop=shop, sku="taken", name="Taken")])
    assert make.fields(api.refused("POST", "/products", CUP | sent)) == wrong
    assert Product.objects.count() == 1


def test_where_one_sees_several_shops_the_shop_is_named(api: make.Api) -> None:
    make.shop("other")
    assert make.fields(api.refused("GET", "/products")) == {"shop": "missing"}
    assert api.get("/products?shop=other") == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("cursor", ["x", "%D1%8F", "bm90aGluZw", "Y29kZSA"])
def test_a_foreign_cursor_is_refused(api: make.Api, cursor: str) -> None:
    assert make.fields(api.refused("GET", f"/products?cursor={cursor}")) == {"cursor": "bad_cursor"}


def test_products_come_by_import_and_go_by_export(api: make.Api, shop: Shop) -> None:
    told = api.post("/imports/products?shop=main", "sku,name,price\ncup,Чашка,5\npot,,6\n".encode())
    assert (told["created"], told["changed"], told["error"]) == (1, 0, 1)
    assert told["results"][0]["id"] == Product.objects.get().pk
    table = api.call("GET", "/exports/products?shop=main")
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert lines[1] == "main,cup,Чашка,5.00,RUB,0.00,,,yes"


def test_a_price_list_may_be_larger_than_a_form(api: make.Api, shop: Shop) -> None:
    content = b"sku,name\n" + b"".join(b"S-%d,%s\n" % (row, b"x" * 190) for row in range(14_000))
    assert len(content) > 2_700_000
    assert api.post("/imports/products?shop=main&dry_run=true", content)["created"] == 14_000
