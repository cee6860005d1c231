"""Who may name which price and discount: the table, and two laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core.actor import Actor
from dozvon.core.prices import PriceTerms, PriorLine, discount_fault, is_price_open, price_fault
from dozvon.core.roles import SET_PRICES, Role
from dozvon.platform.capabilities import usual_rights

LISTED = PriceTerms(Decimal(100), Decimal(30))
FROM_TWO = PriceTerms(Decimal(100), Decimal(30), more=Decimal(40), more_from=2)
UNPRICED = PriceTerms(None, Decimal(0))
SITE = PriorLine(Decimal(90), Decimal(40), is_own=False)
OWN = PriorLine(Decimal(90), Decimal(0), is_own=True)
OPEN = PriorLine(None, Decimal(0), is_own=False)

moneys = st.decimals(0, 1000, places=2)
percents = st.decimals(0, 100, places=2)
terms = st.none() | st.builds(PriceTerms, st.none() | moneys, percents)
stood = st.lists(st.builds(PriorLine, st.none() | moneys, percents, st.booleans()), max_size=3)


def actor(role: Role) -> Actor:
    return Actor(1, "Anna", role, usual_rights()[role])


@pytest.mark.parametrize(
    ("role", "price", "known", "before", "right"),
    [
        (Role.OPERATOR, "100", LISTED, [], True),
        (Role.OPERATOR, "99", LISTED, [], False),
        (Role.OPERATOR, None, LISTED, [], False),
        (Role.OPERATOR, "90", LISTED, [SITE], True),
        (Role.OPERATOR, "100", LISTED, [SITE], True),
        (Role.OPERATOR, "95", LISTED, [SITE], False),
        (Role.OPERATOR, "95", LISTED, [OWN], False),
        (Role.OPERATOR, None, LISTED, [SITE], False),
        (Role.OPERATOR, "5", LISTED, [OPEN], True),
        (Role.OPERATOR, "5", UNPRICED, [], True),
        (Role.OPERATOR, "5", UNPRICED, [SITE], True),
        (Role.OPERATOR, "5", None, [], True),
        (Role.OPERATOR, "5", None, [OWN], True),
        (Role.OPERATOR, "5", None, [SITE], False),
        (Role.OPERATOR, "90", None, [SITE], True),
        (Role.SECRETARY, "99", LISTED, [], False),
        (Role.MANAGER, "1", LISTED, [SITE], True),
        (Role.HEAD, None, LISTED, [SITE], True),
    ],
)
def test_prices(role: Role, price: str | None, known: PriceTerms | None, before: list[PriorLine], right: bool) -> None:
    fault = price_fault(actor(role), None if price is None else Decimal(price), known, before)
    assert (fault is None) == right


@pytest.mark.parametrize(
    ("role", "discount", "known", "before", "most"),
    [
        (Role.OPERATOR, "30", LISTED, [], None),
        (Role.OPERATOR, "30.01", LISTED, [], "30"),
        (Role.OPERATOR, "40", LISTED, [SITE], None),
        (Role.OPERATOR, "41", LISTED, [SITE], "40"),
        (Role.OPERATOR, "1", None, [], "0"),
        (Role.OPERATOR, "41", FROM_TWO, [], "30"),
        (Role.MANAGER, "31", LISTED, [], "30"),
        (Role.HEAD, "100", None, [], None),
    ],
)
def test_discounts(
    role: Role, discount: str, known: PriceTerms | None, before: list[PriorLine], most: str | None
) -> None:
    fault = discount_fault(actor(role), Decimal(discount), known, before)
    assert (fault.params["most"] if fault else None) == most


def test_a_discount_for_more_pieces_asks_for_them() -> None:
    fault = discount_fault(actor(Role.OPERATOR), Decimal(40), FROM_TWO, [])
    assert fault is not None
    assert (fault.code, fault.params["least"]) == ("discount_needs_quantity", "2")


@given(st.sampled_from(list(Role)), terms, stood)
def test_what_stood_there_may_always_stay(role: Role, known: PriceTerms | None, before: list[PriorLine]) -> None:
    for line in before:
        assert price_fault(actor(role), line.price, known, before) is None
        assert discount_fault(actor(role), line.discount, known, before) is None


@given(st.sampled_from(list(Role)), st.none() | moneys, terms, stood)
def test_an_open_price_takes_anything_and_rights_open_every_price(
    role: Role, price: Decimal | None, known: PriceTerms | None, before: list[PriorLine]
) -> None:
    who = actor(role)
    if who.may(SET_PRICES):
        assert is_price_open(who, known, before)
    if is_price_open(who, known, before):
        assert price_fault(who, price, known, before) is None
