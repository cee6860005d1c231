"""Products: kept by whom they should be, with every mistake named and every change in the log; never another shop's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dozvon.catalog import access, actions, queries, reading
from dozvon.catalog.errors import BadProduct, ProductNotFound
from dozvon.catalog.models import Product
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts.models import AccountChange
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def codes(refused: pytest.ExceptionInfo[BadProduct]) -> dict[str, str]:
    return {error.field: error.code for error in refused.value.errors}


def log() -> list[tuple[str, Any]]:
    return [(line.kind, line.body.get("changes")) for line in AccountChange.objects.order_by("id")]


def test_a_product_is_made_changed_archived_and_offered_again_and_the_log_tells(shop: Shop) -> None:
    head = make.actor(role="head")
    made = actions.create(head, shop, {"sku": "M-1", "name": "Матрас", "price": Decimal("1299")})
    actions.change(head, made.pk, {"name": "Матрас «Сон»", "price": None})
    actions.change(head, made.pk, {"name": "Матрас «Сон»"})
    actions.change(head, made.pk, {"active": False})
    actions.change(head, made.pk, {"active": True})
    assert log()[1:] == [
        ("product.added", None),
        ("product.changed", {"name": ["Матрас", "Матрас «Сон»"], "price": ["1299.00", None]}),
        ("product.archived", {"active": [True, False]}),
        ("product.restored", {"active": [False, True]}),
    ]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"sku": ""}, {"sku": "missing"}),
        ({"sku": "A,B"}, {"sku": "bad_sku"}),
        ({"sku": "x" * 65}, {"sku": "too_long"}),
        ({"sku": "a\x00"}, {"sku": "bad_character"}),
        ({"sku": "T-1"}, {"sku": "taken"}),
        ({"name": ""}, {"name": "missing"}),
        ({"name": "\ud800"}, {"name": "bad_character"}),
        ({"price": Decimal("-1")}, {"price": "too_small"}),
        ({"price": Decimal("1.005")}, {"price": "not_money"}),
        ({"price": Decimal("NaN")}, {"price": "not_money"}),
        ({"price": Decimal("1e13")}, {"price": "too_big"}),
        ({"max_discount": Decimal("100.01")}, {"max_discount": "too_big"}),
        ({"max_discount": Decimal("0.001")}, {"max_discount": "too_many_places"}),
        ({"accessories": ["T-1", "none"]}, {"accessories": "unknown_skus"}),
        ({"accessories": [f"A-{number}" for number in range(51)]}, {"accessories": "too_many"}),
        ({"promotion": "none"}, {"promotion": "unknown_promotion"}),
        ({"sku": "", "name": "", "price": Decimal(-1)}, {"sku": "missing", "name": "missing", "price": "too_small"}),
    ],
)
def test_every_mistake_is_named_and_nothing_is_kept(shop: Shop, given: dict[str, Any], wrong: dict[str, str]) -> None:
    actions.create(SYSTEM, shop, {"sku": "T-1", "name": "Taken"})
    with pytest.raises(BadProduct) as refused:
        actions.create(SYSTEM, shop, {"sku": "N-1", "name": "New", **given})
    assert codes(refused) == wrong
    assert Product.objects.count() == AccountChange.objects.count() == 1


def test_the_article_number_stays_and_a_product_does_not_go_along_with_itself(shop: Shop) -> None:
    actions.create(SYSTEM, shop, {"sku": "B-1", "name": "Beside"})
    made = actions.create(SYSTEM, shop, {"sku": "A-1", "name": "Alone", "accessories": ["A-1", "B-1", "B-1"]})
    assert made.accessories == ["B-1"]
    with pytest.raises(BadProduct) as refused:
        actions.change(SYSTEM, made.pk, {"sku": "A-2"})
    assert codes(refused) == {"sku": "sku_stays"}


def test_only_who_keeps_the_catalogue_changes_it_and_only_in_their_own_shops(shop: Shop) -> None:
    made = actions.create(SYSTEM, shop, {"sku": "A-1", "name": "Ours"})
    other = make.shop("other")
    stranger = make.actor(role="head", shop_ids=[other.pk])
    operator = make.actor()
    for who, refusal in ((operator, NotPermitted), (stranger, ProductNotFound)):
        with pytest.raises(refusal):
            actions.change(who, made.pk, {"name": "Theirs"})
    for who in (operator, stranger):
        with pytest.raises(NotPermitted):
            actions.create(who, shop, {"sku": "B-1", "name": "Theirs"})
    with pytest.raises(ProductNotFound):
        access.get(stranger, made.pk)
    assert access.get(operator, made.pk) == made
    assert queries.page(stranger, shop).products == []


def test_a_promotion_of_another_shop_is_not_known(shop: Shop) -> None:
    make.promotion(make.shop("other"), "Осень")
    with pytest.raises(BadProduct) as refused:
        actions.create(SYSTEM, shop, {"sku": "A-1", "name": "Ours", "promotion": "Осень"})
    assert codes(refused) == {"promotion": "unknown_promotion"}


def test_the_list_goes_by_article_number_page_by_page(shop: Shop) -> None:
    actions.offer([Product(shop=shop, sku=f"S-{number}", name=f"Слово {number}") for number in range(1, 8)])
    actions.offer([Product(shop=shop, sku="S-0", name="Слово", active=False)])
    found, after = list[str](), ""
    while True:
        page = queries.page(SYSTEM, shop, "слово", after, 3)
        found += [product.sku for product in page.products]
        if page.after is None:
            break
        after = page.after
    assert found == [f"S-{number}" for number in range(1, 8)]
    assert [one.sku for one in queries.page(SYSTEM, shop, active=False).products] == ["S-0"]
    assert len(queries.page(SYSTEM, shop, active=None).products) == 8


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mat", {"MAT-160", "MAT-90"}),
        ("mat-160", {"MAT-160"}),
        ("160", {"MAT-160"}),
        ("сон 90", {"MAT-90"}),
        ("СОН", {"MAT-160", "MAT-90"}),
        ("%", set()),
        ("' | !", set()),
        ("\x00", {"MAT-160", "MAT-90"}),
    ],
)
def test_products_are_found_by_the_beginning_of_code_and_words(shop: Shop, text: str, found: set[str]) -> None:
    actions.offer([Product(shop=shop, sku=f"MAT-{w}", name=f"Матрас «Сон» {w}×200") for w in (160, 90)])
    assert {product.sku for product in queries.page(SYSTEM, shop, text).products} == found


def test_who_knows_a_product_are_those_who_call_for_its_shop(shop: Shop) -> None:
    made = actions.create(SYSTEM, shop, {"sku": "A-1", "name": "Ours"})
    make.user("All")
    make.user("This", knows=["A-1"])
    make.user("Another product", knows=["B-1"])
    make.user("Another shop", shop_ids=[make.shop("other").pk])
    make.user("Warehouse", "warehouse")
    assert [user.name for user in queries.operators_knowing(made)] == ["All", "This"]


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("1 299,00 ₽", "1299.00"),
        ("1\u00a0299,5 руб.", "1299.5"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("1299", "1299"),
        ("", None),
        ("-", None),
    ],
)
def test_prices_are_read_as_people_write_them(typed: str, price: str | None) -> None:
    given, wrong = reading.product({"price": typed})
    assert (given["price"], wrong) == (None if price is None else Decimal(price), [])


def test_what_cannot_be_read_is_named() -> None:
    _, wrong = reading.product({"price": "много", "max_discount": "x", "active": "perhaps"})
    assert {error.field: error.code for error in wrong} == {
        "price": "not_money",
        "max_discount": "not_number",
        "active": "not_yes_or_no",
    }
