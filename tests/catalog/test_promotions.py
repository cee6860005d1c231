"""Promotions: what they allow, from when until when, from how many pieces on; and the card keeps to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dozvon.catalog import actions, queries, reading
from dozvon.catalog.errors import BadProduct
from dozvon.catalog.models import Product, Promotion
from dozvon.catalog.rules import discount_limit
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.place import NewLine
from dozvon.orders.errors import BadOrder
from dozvon.orders.models import Order
from dozvon.orders.queries import offered_lines
from dozvon.platform.accounts.models import AccountChange
from dozvon.shops.models import Shop
from tests import factories as make

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FORM = {"name": "Осень", "max_discount": "30 %", "min_quantity": "2", "condition": "", "since": "", "until": ""}


def product(own: int, promotion: Promotion | None) -> Product:
    return Product(sku="A", name="A", max_discount=Decimal(own), promotion=promotion)


def promotion(percent: int = 30, since: timedelta = -DAY, until: timedelta | None = None, least: int = 1) -> Promotion:
    ends = None if until is None else NOW + until
    return Promotion(max_discount=Decimal(percent), since=NOW + since, until=ends, min_quantity=least)


@pytest.mark.parametrize(
    ("own", "under", "quantity", "limit"),
    [
        (10, None, 1, 10),
        (0, promotion(), 1, 30),
        (40, promotion(), 1, 40),
        (10, promotion(since=DAY), 1, 10),
        (10, promotion(since=timedelta(0)), 1, 30),
        (10, promotion(until=timedelta(0)), 1, 10),
        (10, promotion(until=DAY), 1, 30),
        (10, promotion(least=3), 2, 10),
        (10, promotion(least=3), 3, 30),
        (0, promotion(100), 1, 100),
    ],
)
def test_the_limit_is_the_products_own_or_that_of_a_promotion_that_holds(
    own: int, under: Promotion | None, quantity: int, limit: int
) -> None:
    assert discount_limit(product(own, under), quantity, NOW) == limit


@pytest.fixture
def shop(db: None) -> Shop:
    shop = make.shop()
    actions.offer([Product(shop=shop, sku="cup", name="Чашка", price=Decimal(10))])
    return shop


@pytest.fixture
def order(shop: Shop) -> Order:
    return make.order(shop, lines=[{"sku": "cup", "name": "Чашка", "quantity": 1, "price": "10.00"}])


def give(order: Order, discount: int, quantity: int = 1, now: datetime | None = None) -> str:
    """What the card says of such a line: nothing where it takes it, else the code of the refusal."""
    lines = [NewLine("cup", "Чашка", quantity, Decimal(10), Decimal(discount), "main")]
    try:
        edit(make.actor(), order.pk, Changes(lines), now or datetime.now(UTC))
    except BadOrder as refused:
        return refused.errors[0].code
    return ""


def test_the_card_takes_what_the_promotion_gives_until_it_is_ended(shop: Shop, order: Order) -> None:
    made = make.promotion(shop, percent=30, min_quantity=2)
    assert give(order, 30, 2) == "discount_too_big"
    actions.put_under(SYSTEM, made.pk, ["cup"])
    assert [give(order, 31, 2), give(order, 30, 1), give(order, 30, 2)] == [
        "discount_too_big",
        "discount_needs_quantity",
        "",
    ]
    line = offered_lines(order.pk)[0]
    assert (line.most_discount, line.discount_from) == (Decimal(30), 2)
    assert queries.suggest_products(shop.pk, "чаш", [], 5)[0].most == 30  # type: ignore[attr-defined]
    actions.end_promotion(SYSTEM, made.pk, datetime.now(UTC))
    line = offered_lines(order.pk)[0]
    assert (line.most_discount, line.discount_from) == (Decimal(0), None)
    # What the order has already it keeps (it was given while the promotion held); more it does not get.
    assert [give(order, 30, 2), give(order, 31, 2)] == ["", "discount_too_big"]


def test_products_go_under_one_promotion_all_or_none(shop: Shop) -> None:
    actions.offer([Product(shop=shop, sku="pot", name="Чайник")])
    first, second = make.promotion(shop, "First"), make.promotion(shop, "Second")
    assert actions.put_under(SYSTEM, first.pk, ["cup", "pot"]) == 2
    with pytest.raises(BadProduct):
        actions.put_under(SYSTEM, second.pk, ["cup", "lid"])
    assert [one.sku for one in queries.page_of_promotion(SYSTEM, first).products] == ["cup", "pot"]
    actions.put_under(SYSTEM, second.pk, ["cup"])
    actions.take_from(SYSTEM, first.pk, "pot")
    assert list(Product.objects.order_by("sku").values_list("promotion__name", flat=True)) == ["Second", None]
    kinds = list(AccountChange.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["promotion.added"] * 2 + ["promotion.products"] * 2 + ["promotion.left"]


def test_days_are_whole_days_of_the_shop_and_a_day_left_alone_keeps_its_moment() -> None:
    given, wrong = reading.promotion(FORM | {"since": "2026-03-10", "until": "2026-03-12"}, "Asia/Omsk", NOW)
    assert wrong == []
    assert given["since"] == datetime(2026, 3, 9, 18, tzinfo=UTC)
    assert given["until"] == datetime(2026, 3, 12, 18, tzinfo=UTC)
    ended = promotion(until=timedelta(hours=-1))
    shown = reading.days(ended, "Asia/Omsk")
    again, _ = reading.promotion(FORM | shown, "Asia/Omsk", NOW, ended)
    assert (again["since"], again["until"]) == (ended.since, ended.until)
    assert reading.promotion(FORM, "Asia/Omsk", NOW)[0]["since"] == NOW


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": "Весна"}, "name", "taken"),
        ({"name": "весна"}, "name", "taken"),
        ({"max_discount": "0"}, "max_discount", "no_discount"),
        ({"max_discount": "101"}, "max_discount", "too_big"),
        ({"min_quantity": "0"}, "min_quantity", "too_small"),
        ({"condition": "x" * 301}, "condition", "too_long"),
        ({"since": "2026-03-10", "until": "2026-03-09"}, "until", "ends_before_it_begins"),
    ],
)
def test_a_wrong_promotion_is_named(shop: Shop, typed: dict[str, str], field: str, code: str) -> None:
    make.promotion(shop, "Весна")
    given, wrong = reading.promotion(FORM | typed, "Europe/Moscow", NOW)
    assert wrong == []
    with pytest.raises(BadProduct) as refused:
        actions.promote(SYSTEM, shop, given)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"max_discount": ""}, "max_discount", "missing"),
        ({"max_discount": "much"}, "max_discount", "not_number"),
        ({"min_quantity": "1.5"}, "min_quantity", "not_whole_number"),
        ({"since": "soon"}, "since", "not_day"),
        ({"until": "0001-01-01"}, "until", "not_day"),
    ],
)
def test_what_cannot_be_read_of_a_promotion_is_named(typed: dict[str, str], field: str, code: str) -> None:
    _, wrong = reading.promotion(FORM | typed, "Europe/Moscow", NOW)
    assert [(error.field, error.code) for error in wrong] == [(field, code)]


def test_operators_and_strangers_make_no_promotions(shop: Shop) -> None:
    made = make.promotion(shop)
    for who in (make.actor(), make.actor(role="head", shop_ids=[])):
        with pytest.raises(NotPermitted):
            actions.promote(who, shop, {})
    with pytest.raises(NotPermitted):
        actions.end_promotion(make.actor(), made.pk, NOW)
