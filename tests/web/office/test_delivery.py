"""A shop's ways of delivery in the office."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from dozvon.core.delivery import COURIER, POST, Way, ways_of
from dozvon.shops.models import Shop
from dozvon.shops.rules import MOST_WAYS

ROWS = {
    "title.0": "Courier",
    "kind.0": COURIER,
    "cost.0": "390,50",
    "free_from.0": "9 000",
    "days.0": "2-1",
    "places.0": "Пермь, Казань,, Пермь",
    "title.1": "Post",
    "kind.1": POST,
    "days.1": "7",
    "title.2": "",
    "kind.2": COURIER,
}


def ways(shop: Shop) -> list[Way]:
    shop.refresh_from_db()
    return ways_of(shop.delivery_ways)


def test_ways_are_kept_by_their_codes_and_a_row_without_a_title_goes(admin: Client, shop: Shop) -> None:
    page = f"/office/shops/{shop.pk}/delivery"
    assert admin.post(page, ROWS | {"extras": ["metro", "floor", "moon"]}).status_code == 303
    courier = Way("w1", "Courier", COURIER, Decimal("390.50"), Decimal(9000), (1, 2), ("Пермь", "Казань"))
    assert ways(shop) == [courier, Way("w2", "Post", POST, None, None, (7, 7))]
    assert shop.address_extras == ["floor", "metro"]
    shown = admin.get(page).content.decode()
    assert 'value="390.50"' in shown
    assert 'value="1-2"' in shown
    assert 'value="Пермь, Казань"' in shown
    # Orders know a way by its code: it stays when another row goes, and is never given to a new one.
    rest = {"code.0": "w1", "title.0": "", "code.1": "w2", "title.1": "Post", "kind.1": POST}
    admin.post(page, rest | {"title.2": "Pick-up", "kind.2": "pickup"})
    assert [(way.code, way.title) for way in ways(shop)] == [("w2", "Post"), ("w1", "Pick-up")]


@pytest.mark.parametrize(
    "typed, field",
    [
        ({"title.0": "x" * 121}, "title.0"),
        ({"title.0": "a\x00"}, "title.0"),
        ({"kind.0": "balloon"}, "kind.0"),
        ({"cost.0": "-1"}, "cost.0"),
        ({"cost.0": "much"}, "cost.0"),
        ({"free_from.0": "1.234"}, "free_from.0"),
        ({"days.0": "soon"}, "days.0"),
        ({"days.0": "1-999"}, "days.0"),
        ({"places.0": ", ".join(f"p{number}" for number in range(201))}, "places.0"),
    ],
)
def test_a_wrong_row_is_named_and_changes_nothing(admin: Client, shop: Shop, typed: dict[str, str], field: str) -> None:
    refused = admin.post(f"/office/shops/{shop.pk}/delivery", ROWS | typed)
    assert refused.status_code == 422
    assert f'id="field-{field}-error"' in refused.content.decode()
    assert ways(shop) == []


def test_there_are_so_many_ways_and_no_more(admin: Client, shop: Shop) -> None:
    rows = {f"title.{row}": f"Way {row}" for row in range(MOST_WAYS + 5)}
    kinds = {f"kind.{row}": COURIER for row in range(MOST_WAYS + 5)}
    admin.post(f"/office/shops/{shop.pk}/delivery", rows | kinds)
    assert len(ways(shop)) == MOST_WAYS
