"""The streets of orders that were there before streets were counted are learnt, as often as one likes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon.geo.models import House, Street
from dozvon.geo.suggesting import Town, suggest_houses, suggest_streets
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.streets import learn
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
PERM = Town("Пермь", None)


def lived(shop: Shop, street: str, house: str = "", city: str = "Пермь") -> Order:
    """An order whose address nobody counted."""
    order = factories.order(shop, NOW)
    order.address = {"city": city, "street": street, "house": house, "flat": "9"}
    order.save(update_fields=["address"])
    return order


def test_streets_of_earlier_orders_are_learnt_each_as_most_write_it_and_twice_is_as_once() -> None:
    shop = factories.shop()
    for street, house in [
        ("Мира", "2"),
        ("улица Мира", "2"),
        ("улица Мира", "д. 4"),
        ("Лесн", ""),
        ("ул. Лесная", "1"),
    ]:
        lived(shop, street, house)
    lived(shop, "улица Мира", "2")
    # What was counted by mistake is forgotten; what was imported stays.
    Street.objects.create(shop_id=shop.pk, city="пермь", key="street лесн", name="Лесн", words="", used=1)
    Street.objects.create(shop_id=None, city="пермь", key="street полевая", name="Полевая", words="", used=0)
    for _ in range(2):
        assert learn() == 2
        assert suggest_streets(PERM, "", 9) == ["улица Мира", "ул. Лесная"]
        assert suggest_houses(PERM, "Мира", "", 9) == ["2", "д. 4"]
        used = Street.objects.order_by("used").values_list("name", "used")
        assert list(used) == [("Полевая", 0), ("ул. Лесная", 1), ("улица Мира", 4)]
        assert House.objects.count() == 3


def test_what_was_learnt_is_taken_back_like_what_was_counted() -> None:
    shop = factories.shop()
    order = lived(shop, "ул. Тихая", "1")
    learn()
    edit(factories.actor(role="manager"), order.pk, Changes(address={"city": "Пермь"}), NOW)
    assert (Street.objects.count(), House.objects.count()) == (0, 0)
