"""A shop's ways of delivery in the office."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from dozvon.core.actor import SYSTEM
from dozvon.delivery.actions import set_ways
from dozvon.delivery.documents import MOST_WAYS, read_file
from dozvon.delivery.queries import own_ways
from dozvon.delivery.ways import COURIER, POST, DeliveryMethod, flat_way
from dozvon.shops.models import Shop

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


def ways(shop: Shop) -> list[DeliveryMethod]:
    shop.refresh_from_db()
    return list(own_ways(shop))


def test_ways_are_kept_by_their_codes_and_a_row_without_a_title_goes(admin: Client, shop: Shop) -> None:
    page = f"/office/shops/{shop.pk}/delivery"
    assert admin.post(page, ROWS | {"extras": ["metro", "floor", "moon"]}).status_code == 303
    courier = flat_way("w1", "Courier", COURIER, Decimal("390.50"), Decimal(9000), (1, 2), ("Пермь", "Казань"))
    assert ways(shop) == [courier, flat_way("w2", "Post", POST, None, None, (7, 7))]
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


def test_a_shop_without_ways_of_its_own_is_offered_the_usual_ones(admin: Client, shop: Shop) -> None:
    shown = admin.get(f"/office/shops/{shop.pk}/delivery").content.decode()
    assert all(f'value="{title}"' in shown for title in ("Courier", "Pick-up", "Post"))
    rows = {"code.0": "courier", "title.0": "By van", "kind.0": COURIER, "cost.0": "300"}
    admin.post(f"/office/shops/{shop.pk}/delivery", rows)
    assert ways(shop) == [flat_way("courier", "By van", COURIER, Decimal(300))]


FILE = """
[[way]]
code = "moscow"
title = "Courier"
kind = "courier"
[[way.rate]]
weight_to = 5000
cost = 300
[[way.slot]]
days = "sat"
from = "10:00"
until = "14:00"
"""


def test_what_a_file_says_beyond_the_form_is_told_and_kept(admin: Client, shop: Shop) -> None:
    [before] = read_file(FILE)
    set_ways(SYSTEM, shop.pk, [before])
    page = admin.get(f"/office/shops/{shop.pk}/delivery").content.decode()
    assert "From a file, kept as it is: 1 rate, 1 time of delivery." in page
    assert 'name="cost.0"' not in page
    rows = {"code.0": "moscow", "title.0": "By van", "kind.0": COURIER, "places.0": "Москва"}
    admin.post(f"/office/shops/{shop.pk}/delivery", rows)
    assert ways(shop) == [replace(before, title="By van", places=("Москва",))]
