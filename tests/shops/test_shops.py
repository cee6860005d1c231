"""Shops: made, refused with the cure, seen as they are now, found by whose business they are."""

from __future__ import annotations

import pytest
from django.db import transaction

from dozvon.core.actor import SYSTEM
from dozvon.orders import access as orders
from dozvon.shops import actions, queries
from dozvon.shops.errors import BadShop
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "given, field",
    [
        ({"code": "Main"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"code": "main"}, "code"),
        ({"zone": "Mars/Olympus"}, "timezone"),
        ({"week": "mon-sun 21:00-09:00"}, "hours"),
        ({"window": "9-21"}, "call-window"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_wrong_shop_is_refused_by_the_name_of_the_field(given: dict[str, str], field: str) -> None:
    version = make.shop().pipeline
    with pytest.raises(BadShop) as refusal:
        actions.create_shop(**({"code": "new", "version": version, "zone": make.MOSCOW} | given))
    assert (refusal.value.field, Shop.objects.count()) == (field, 1)


def test_any_change_of_a_shop_is_seen_at_once_and_one_that_was_rolled_back_never() -> None:
    shop = make.shop()
    order = make.order(shop)

    def kept_claim_minutes() -> int:
        return orders.get(SYSTEM, order.pk).shop.claim_minutes

    assert kept_claim_minutes() == 15
    with transaction.atomic():
        Shop.objects.filter(pk=shop.pk).update(claim_minutes=20)
        assert kept_claim_minutes() == 20
        transaction.set_rollback(True)
    assert kept_claim_minutes() == 15
    Shop.objects.filter(pk=shop.pk).update(claim_minutes=30)
    assert kept_claim_minutes() == 30


def test_a_shop_is_found_by_code_only_by_whose_business_it_is() -> None:
    shop, other = make.shop(), make.shop("other")
    stranger = make.actor(shop_ids=[other.pk])
    assert queries.shop_by_code(SYSTEM, "main") == shop
    assert queries.shop_by_code(stranger, "main") is None
    assert queries.shop_by_code(SYSTEM, "ma\x00in") is None
    assert queries.shops_of(stranger) == [other]
