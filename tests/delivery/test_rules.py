"""Which ways of delivery lead to an address, which of them is said, what each costs, and that its price follows the
goods."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.delivery import rules
from dozvon.delivery.documents import rates_document, rates_of
from dozvon.delivery.errors import BadDelivery
from dozvon.delivery.rules import Delivery, DeliveryChange, DeliveryState, Parcel
from dozvon.delivery.ways import (
    COURIER,
    KINDS,
    PICKUP,
    POST,
    DeliveryMethod,
    Flat,
    Point,
    Rate,
    Slot,
    flat_of,
    flat_way,
)

TODAY = date(2026, 11, 24)
"""A Tuesday."""
sums = st.integers(0, 100_000_000).map(lambda cents: Decimal(cents) / 100)
days = st.tuples(st.integers(0, 9), st.integers(9, 30))
rates = st.lists(
    st.builds(
        Rate, cost=st.none() | sums, goods_to=st.none() | sums, weight_to=st.none() | st.integers(1, 90_000), days=days
    ),
    min_size=1,
    max_size=4,
).map(tuple)
flats = st.builds(Flat, cost=st.none() | sums, free_from=st.none() | sums, days=days)
ways = st.builds(
    DeliveryMethod,
    code=st.sampled_from(["w1", "w2", "w30"]),
    title=st.sampled_from(["Courier", "Почта"]),
    kind=st.sampled_from(KINDS),
    rates=flats.map(Flat.rates) | rates,
    places=st.lists(st.sampled_from(["Пермь", "Казань", "Пермский край"]), max_size=2).map(tuple),
)


@given(rates)
def test_what_is_stored_is_read_again(offered: tuple[Rate, ...]) -> None:
    assert rates_of(json.loads(json.dumps(rates_document(offered)))) == offered


@given(flats, sums)
def test_one_price_is_the_same_as_rates_and_read_from_them_again(flat: Flat, goods: Decimal) -> None:
    is_free = flat.free_from is not None and goods >= flat.free_from
    assert DeliveryMethod("w1", "", COURIER, flat.rates()).price(goods) == (Decimal(0) if is_free else flat.cost)
    again = flat_of(flat.rates())
    assert again is not None
    assert again.rates() == flat.rates()


@given(st.lists(ways, max_size=6))
def test_where_a_courier_goes_post_is_folded_away_and_no_way_is_lost(offered: list[DeliveryMethod]) -> None:
    shown, folded = rules.split(offered)
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
        DeliveryMethod("a", "", COURIER, places=("Пермский край",)),
        DeliveryMethod("b", "", PICKUP, places=("Пермь", "Казань")),
        DeliveryMethod("c", "", PICKUP, places=("Орёл",)),
        DeliveryMethod("d", "", POST),
    ]
    assert "".join(way.code for way in rules.possible(offered, Parcel(Decimal(1), city, region))) == codes


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

    assert flat_way("w1", "", COURIER, amount(cost), amount(free_from)).price(Decimal(goods)) == amount(price)


BY_WEIGHT = DeliveryMethod(
    "w",
    "",
    POST,
    (Rate(Decimal(300), Decimal("9999.99"), 5000), Rate(Decimal(500), None, 20_000), Rate(Decimal(0), Decimal(100))),
)


@pytest.mark.parametrize(
    ("goods", "weight", "cost"),
    [
        ("9999.99", 5000, "300"),
        ("10000", 5000, "500"),
        ("100", 5001, "500"),
        ("100", 20_001, "0"),
        ("101", 20_001, None),
        ("100", None, None),
    ],
)
def test_the_first_fitting_rate_counts(goods: str, weight: int | None, cost: str | None) -> None:
    assert BY_WEIGHT.price(Decimal(goods), weight) == (None if cost is None else Decimal(cost))


def test_a_way_without_a_fitting_rate_is_not_offered_and_an_unknown_weight_is_no_reason() -> None:
    offered = [parcel for parcel in (20_001, None) if rules.possible([BY_WEIGHT], Parcel(Decimal(101), weight=parcel))]
    assert offered == [None]


# The one rule: the price follows the goods.


@given(st.lists(ways, max_size=4), sums, st.lists(sums, min_size=1, max_size=5))
def test_the_price_follows_the_goods_whatever_came_before(
    offered: list[DeliveryMethod], first: Decimal, later: list[Decimal]
) -> None:
    way = next((way for way in offered if way.rate(first) is not None), None)
    if way is None:
        return
    delivery = rules.choose(Delivery(), [way], DeliveryChange(way=way.code), Parcel(first), TODAY)
    for before, after in zip([first, *later], later, strict=False):
        delivery = rules.follow_goods(delivery, [way], Parcel(before), Parcel(after))
        if way.rate(after) is not None:
            assert delivery.cost == (way.price(after) or 0)
        assert delivery.way == way.code
        assert not delivery.is_named


@given(sums, sums, sums)
def test_a_price_named_against_the_shops_stays(price: Decimal, named: Decimal, after: Decimal) -> None:
    way = flat_way("w", "", COURIER, price, Decimal(5000))
    chosen = rules.choose(
        Delivery(), [way], DeliveryChange(way="w", cost=min(named, Decimal(9999))), Parcel(Decimal(1)), TODAY
    )
    followed = rules.follow_goods(chosen, [way], Parcel(Decimal(1)), Parcel(after))
    assert followed == chosen if chosen.is_named else followed.cost == way.price(after)


def test_a_price_named_where_the_shop_had_none_stays_until_it_has_one() -> None:
    way = flat_way("w", "", COURIER, None, Decimal(5000))
    one, much = Parcel(Decimal(1)), Parcel(Decimal(5000))
    named = rules.choose(Delivery(), [way], DeliveryChange(way="w", cost=Decimal(250)), one, TODAY)
    assert rules.follow_goods(named, [way], one, Parcel(Decimal(2))) == named
    free = rules.follow_goods(named, [way], one, much)
    assert (free.cost, free.is_named) == (0, False)
    assert rules.state_of(rules.follow_goods(free, [way], much, one), [way], one, is_offered=True) == "unnamed"


OFFERED = [
    flat_way("courier", "Courier", COURIER, Decimal(390), places=("Пермь",)),
    DeliveryMethod("points", "Points", PICKUP, points=(Point("tag", "Таганская"), Point("kur", "Курская"))),
    DeliveryMethod("slots", "Slots", COURIER, slots=(Slot((0, 1), "10:00-14:00"), Slot((5, 6), "12:00-16:00"))),
]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"way": "balloon"}, ("way", "unknown", "courier, points, slots")),
        ({"way": "courier", "cost": Decimal(-1)}, ("cost", "not_money", None)),
        ({"way": "courier", "cost": Decimal("0.001")}, ("cost", "not_money", None)),
        ({"way": "courier", "cost": Decimal(1_000_000)}, ("cost", "too_big", None)),
        ({"way": "courier", "date": date(2026, 11, 23)}, ("date", "in_past", None)),
        ({"way": "courier", "hours": "soon"}, ("hours", "not_hours", None)),
        ({"way": "courier", "point": "tag"}, ("point", "unknown", "—")),
        ({"way": "points", "point": "moon"}, ("point", "unknown", "tag, kur")),
        ({"way": "slots", "date": TODAY, "hours": "12:00-16:00"}, ("hours", "unknown", "10:00-14:00")),
    ],
)
def test_a_wrong_choice_is_named_with_its_cure(change: Any, wrong: tuple[str, str, str | None]) -> None:
    with pytest.raises(BadDelivery) as refused:
        rules.choose(Delivery(), OFFERED, change, Parcel(Decimal(1), "Пермь"), TODAY)
    assert [(error.field, error.code, error.params.get("allowed")) for error in refused.value.errors] == [wrong]


def test_a_way_that_does_not_lead_there_cannot_be_chosen_anew_and_one_chosen_before_stays() -> None:
    far = Parcel(Decimal(1), "Казань")
    with pytest.raises(BadDelivery) as refused:
        rules.choose(Delivery(), OFFERED, DeliveryChange(way="courier"), far, TODAY)
    assert (refused.value.errors[0].code, refused.value.errors[0].params["allowed"]) == (
        "way_not_possible",
        "points, slots",
    )
    chosen = Delivery("courier", "Courier", "own", Decimal(390))
    changed = rules.choose(chosen, OFFERED, DeliveryChange(way="courier", date=TODAY), far, TODAY)
    assert (changed.cost, changed.date) == (Decimal(390), TODAY)


def test_another_way_has_a_price_a_day_and_points_of_its_own() -> None:
    chosen = rules.choose(
        Delivery(),
        OFFERED,
        DeliveryChange(way="points", cost=Decimal(5), date=TODAY, point="tag"),
        Parcel(Decimal(1)),
        TODAY,
    )
    assert (chosen.point, chosen.is_named, chosen.cost) == ("tag", True, Decimal(5))
    other = rules.choose(chosen, OFFERED, DeliveryChange(way="courier"), Parcel(Decimal(1)), TODAY)
    assert other == Delivery("courier", "Courier", "own", Decimal(390))
    named = rules.choose(
        other, OFFERED, DeliveryChange(cost=Decimal(100), hours="9:00-12:00"), Parcel(Decimal(1)), TODAY
    )
    assert (named.is_named, named.hours) == (True, "09:00-12:00")
    # What the shop asks is not named by hand, and what was named is given back to it.
    for cost in (Decimal(390), None):
        back = rules.choose(named, OFFERED, DeliveryChange(cost=cost), Parcel(Decimal(1)), TODAY)
        assert (back.cost, back.is_named) == (Decimal(390), False)
    assert rules.choose(named, OFFERED, DeliveryChange(way=None), Parcel(Decimal(1)), TODAY) == Delivery()


@pytest.mark.parametrize(
    ("chosen", "goods", "cost", "is_named", "state"),
    [
        ("", 100, 0, False, DeliveryState.UNCHOSEN),
        ("", 100, 300, False, DeliveryState.PRICED),
        ("far", 100, 390, False, DeliveryState.NOT_HERE),
        ("gone", 100, 390, False, DeliveryState.NOT_HERE),
        ("light", 5000, 390, False, DeliveryState.NOT_FOR_GOODS),
        ("priced", 100, 390, False, DeliveryState.PRICED),
        ("priced", 5000, 0, False, DeliveryState.FREE),
        ("asked", 100, 0, False, DeliveryState.UNNAMED),
        ("asked", 100, 0, True, DeliveryState.FREE),
        ("asked", 100, 250, True, DeliveryState.PRICED),
        ("asked", 5000, 0, False, DeliveryState.FREE),
    ],
)
def test_how_delivery_stands(chosen: str, goods: int, cost: int, is_named: bool, state: DeliveryState) -> None:
    offered = [
        flat_way("priced", "", COURIER, Decimal(390), Decimal(5000)),
        flat_way("asked", "", PICKUP, None, Decimal(5000)),
        flat_way("far", "", COURIER, Decimal(390), places=("Казань",)),
        DeliveryMethod("light", "", COURIER, (Rate(Decimal(390), Decimal(4999)),)),
    ]
    delivery = Delivery(chosen, "", "", Decimal(cost), is_named)
    assert rules.state_of(delivery, offered, Parcel(Decimal(goods), "Пермь"), is_offered=True) is state


def test_a_shop_without_ways_of_its_own_may_name_a_total_at_once() -> None:
    usual = [flat_way(kind, kind, kind) for kind in (COURIER, PICKUP, POST)]
    assert rules.state_of(Delivery(), usual, Parcel(Decimal(1)), is_offered=False) is DeliveryState.NONE
    chosen = rules.choose(Delivery(), usual, DeliveryChange(way="post"), Parcel(Decimal(1)), TODAY)
    assert rules.state_of(chosen, usual, Parcel(Decimal(1)), is_offered=False) is DeliveryState.UNNAMED
