"""Promotions over HTTP: made, listed, changed, ended by the rule of the office; each wrong field named."""

from __future__ import annotations

from typing import Any

import pytest

from dozvon.catalog.models import Promotion
from dozvon.platform.accounts.models import AccountChange
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
AUTUMN = {
    "shop": "main",
    "name": "Осень",
    "max_discount": "15.00",
    "min_quantity": 2,
    "condition": "Самовывоз",
    "since": "2026-09-01T00:00:00+03:00",
    "until": "2099-12-01T00:00:00+03:00",
}


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def api(shop: Shop) -> make.Api:
    return make.Api(make.user("Root", "admin"), "admin")


def test_a_promotion_is_made_listed_changed_and_ended(api: make.Api, shop: Shop) -> None:
    made = api.post("/promotions", AUTUMN)
    path = f"/promotions/{made['id']}"
    assert made == api.get(path)
    assert {name: made[name] for name in AUTUMN if name not in ("since", "until")} == {
        name: value for name, value in AUTUMN.items() if name not in ("since", "until")
    }
    assert made["holds"] is True
    api.post("/products", {"shop": "main", "sku": "cup", "name": "Чашка", "promotion": "Осень"})
    assert api.get("/products")["items"][0]["promotion"] == made
    changed = api.ok("PATCH", path, {"max_discount": "20", "until": None})
    assert (changed["max_discount"], changed["until"], changed["condition"]) == ("20.00", None, "Самовывоз")
    assert [item["name"] for item in api.get("/promotions")["items"]] == ["Осень"]
    ended = api.ok("POST", f"{path}/end", None)
    assert ended["holds"] is False
    assert api.ok("POST", f"{path}/end", None) == ended
    assert api.get("/promotions")["items"] == []
    assert api.get("/promotions?shop=main&over=true")["items"] == [ended]
    kinds = AccountChange.objects.filter(kind__startswith="promotion").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["promotion.added", "promotion.changed", "promotion.ended"]


def test_one_without_days_holds_at_once_until_it_is_ended(api: make.Api, shop: Shop) -> None:
    made = api.post("/promotions", {"shop": "main", "name": "Всегда", "max_discount": "100"})
    assert (made["holds"], made["until"], made["min_quantity"]) == (True, None, 1)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"shop": "none"}, {"shop": "unknown_shop"}),
        ({"name": "есть"}, {"name": "taken"}),
        ({"max_discount": "0"}, {"max_discount": "no_discount"}),
        ({"max_discount": "101"}, {"max_discount": "too_big"}),
        ({"min_quantity": 0}, {"min_quantity": "too_small"}),
        ({"until": "2026-08-01T00:00:00Z"}, {"until": "ends_before_it_begins"}),
        ({"until": "9999-12-31T23:59:59-12:00"}, {"until": "not_moment"}),
        ({"since": "2026-08-01"}, {"since": "invalid"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
    ],
)
def test_a_wrong_field_is_named(api: make.Api, shop: Shop, sent: dict[str, Any], wrong: dict[str, str]) -> None:
    make.promotion(shop, "Есть")
    assert make.fields(api.refused("POST", "/promotions", AUTUMN | sent)) == wrong
    assert Promotion.objects.count() == 1


def test_another_shops_promotions_are_not_there(api: make.Api, shop: Shop) -> None:
    promotion = make.promotion(make.shop("other"))
    keeper = make.Api(make.user("Keeper", "head", shop_ids=[shop.pk]), "admin")
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/end")):
        body = {"max_discount": "5"} if method == "PATCH" else None
        assert keeper.refused(method, f"/promotions/{promotion.pk}{path}", body)["status"] == 404
    assert keeper.get("/promotions")["items"] == []
    assert make.fields(keeper.refused("GET", "/promotions?shop=other")) == {"shop": "unknown_shop"}
