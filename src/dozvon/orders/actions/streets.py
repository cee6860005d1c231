"""The streets of earlier orders, for those who choose one: counted anew from all orders."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from dozvon.geo.actions import streets
from dozvon.orders.models import Order

AT_ONCE = 5_000
PARTS = ("city", "street", "house")


def learn() -> int:
    """Counts the streets of all orders anew, and gives how many are known; as often as one likes."""
    return streets.learn(_addresses)


def _addresses() -> Iterator[streets.Address]:
    """Each address once with the number of its orders, flats and people left out."""
    with_house = Order.objects.filter(address__has_keys=PARTS)
    rows = with_house.values_list("shop_id", *(f"address__{part}" for part in PARTS)).annotate(Count("pk"))
    for shop_id, *parts, orders in rows.order_by().iterator(AT_ONCE):
        yield streets.Address(shop_id, dict(zip(PARTS, parts, strict=True)), orders)
