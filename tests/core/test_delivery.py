"""Which ways of delivery lead to an address, which of them is said, and what each costs."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core import delivery
from dozvon.core.delivery import COURIER, KINDS, PICKUP, POST, Stand, Way

sums = st.integers(0, 100_000_000).map(lambda cents: Decimal(cents) / 100)
ways = st.builds(
    Way,
    code=st.sampled_from(["w1", "w2", "w30"]),
    title=st.sampled_from(["Courier", "Почта"]),
    kind=st.sampled_from(KINDS),
    cost=st.none() | sums,
    free_from=st.none() | sums,
    days=st.tuples(st.integers(0, 9), st.integers(9, 30)),
    places=st.lists(st.sampled_from(["Пермь", "Казань", "Пермский край"]), max_size=2).map(tuple),
)


@given(st.lists(ways, max_size=6))
def test_what_is_stored_is_read_again(offered: list[Way]) -> None:
    stored = json.loads(json.dumps([way.document() for way in offered]))
    assert delivery.ways_of(stored) == offered


@given(st.lists(ways, max_size=6))
def test_where_a_courier_goes_post_is_folded_away_and_no_way_is_lost(offered: list[Way]) -> None:
    shown, folded = delivery.split(offered)
    kinds = {way.kind for way in shown}
    assert not {COURIER, POST} <= kinds
    assert all(way.kind == POST for way in folded)
    assert sorted(map(repr, [*shown, *folded])) == sorted(map(repr, offered))


@pytest.mark.parametrize(
    ("city", "region", "codes"),
    [
        ("", "", "abcd"),
        ("Пермь", "", "bd"),
        ("  пермь ", "Пермский край", "abd"),
        ("Березники", "пермский  КРАЙ", "ad"),
        ("Орёл", "", "cd"),
        ("Орел", "", "cd"),
        ("Москва", "Москва", "d"),
    ],
)
def test_a_way_leads_to_its_cities_and_regions(city: str, region: str, codes: str) -> None:
    offered = [
        Way("a", "", COURIER, places=("Пермский край",)),
        Way("b", "", PICKUP, places=("Пермь", "Казань")),
        Way("c", "", PICKUP, places=("Орёл",)),
        Way("d", "", POST),
    ]
    assert "".join(way.code for way in delivery.possible(offered, city, region)) == codes


@pytest.mark.parametrize(
    ("cost", "free_from", "goods", "price"),
    [
        ("390", None, "1", "390"),
        ("390", "5000", "4999.99", "390"),
        ("390", "5000", "5000", "0"),
        ("390", "0", "0", "0"),
        (None, None, "5000", None),
        (None, "5000", "4999", None),
        (None, "5000", "5000", "0"),
    ],
)
def test_the_price_is_the_shops_and_nothing_from_its_sum_on(
    cost: str | None, free_from: str | None, goods: str, price: str | None
) -> None:
    def amount(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    assert Way("w1", "", COURIER, amount(cost), amount(free_from)).price(Decimal(goods)) == amount(price)


@pytest.mark.parametrize(
    ("chosen", "goods", "cost", "is_named", "stand"),
    [
        ("", 100, 0, False, Stand.UNCHOSEN),
        ("", 100, 300, False, Stand.PRICED),
        ("far", 100, 390, False, Stand.LOST),
        ("priced", 100, 390, False, Stand.PRICED),
        ("priced", 5000, 0, False, Stand.FREE),
        ("asked", 100, 0, False, Stand.UNNAMED),
        ("asked", 100, 0, True, Stand.FREE),
        ("asked", 100, 250, True, Stand.PRICED),
        ("asked", 5000, 0, False, Stand.FREE),
    ],
)
def test_how_delivery_stands(chosen: str, goods: int, cost: int, is_named: bool, stand: Stand) -> None:
    here = [
        Way("priced", "", COURIER, Decimal(390), Decimal(5000)),
        Way("asked", "", PICKUP, None, Decimal(5000)),
    ]
    found = delivery.stand(here, chosen, Decimal(goods), Decimal(cost), is_offered=True, is_named=is_named)
    assert found is stand


def test_a_shop_without_ways_has_none_to_choose() -> None:
    assert delivery.stand([], "", Decimal(1), Decimal(0), is_offered=False, is_named=False) is Stand.NONE
