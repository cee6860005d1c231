"""The goods on the card: quantity, discount, price, one more, one less; by whom, and what is refused where."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.delivery.rules import DeliveryChange
from dozvon.orders.actions import claims
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.models import Order
from dozvon.orders.queries import lines_of
from tests.web.desk.conftest import NOW, Desk

HTMX = {"HX-Request": "true", "HX-Target": "section#goods"}


@pytest.fixture
def order(desk: Desk, olga: Client) -> Order:
    """An order of a mattress; its promotion offers a cover at up to 30 % off, and a pillow for nothing."""
    shop = desk.shop()
    offer(
        [
            Product(shop=shop, sku="M-160", name="Матрас «Сон» 160×200", price=4990, accessories=["N-160", "P-1"]),
            Product(shop=shop, sku="N-160", name="Наматрасник 160×200", price=1290, max_discount=30),
            Product(shop=shop, sku="P-1", name="Подушка «Лён»", price=690, max_discount=100),
            Product(shop=shop, sku="A-1", name="Абажур", price=None),
            Product(shop=desk.shop("envy"), sku="X-1", name="Наматрасник чужой", price=1),
        ]
    )
    return desk.order()


def goods(order: Order) -> list[tuple[str, int, Decimal | None, Decimal, str]]:
    """What the order holds."""
    lines = lines_of([order.pk])[order.pk]
    return [(line.sku, line.quantity, line.price, line.discount_percent, line.role) for line in lines]


def test_totals_follow_quantity_and_discount_at_once(olga: Client, order: Order) -> None:
    olga.post(f"/orders/{order.pk}/goods", {"add": "N-160", "version": "1"}, headers=HTMX)
    sent = {"quantity.1": "2", "quantity.2": "1", "discount.2": "30 %", "version": "2"}
    page = olga.post(f"/orders/{order.pk}/goods", sent, headers=HTMX)
    assert page.status_code == 200
    assert goods(order) == [
        ("M-160", 2, Decimal("4990.00"), Decimal(0), "main"),
        ("N-160", 1, Decimal("1290.00"), Decimal(30), "secondary"),
    ]
    order.refresh_from_db()
    assert order.total == Decimal("10883.00")
    body = page.content.decode()
    assert "10,883" in body
    assert 'data-version="3"' in body
    assert f'id="say-{order.pk}"' in body
    assert 'hx-swap-oob="true"' in body


def test_leaving_a_field_as_it_was_changes_nothing(olga: Client, order: Order) -> None:
    sent = {"quantity.1": "1", "discount.1": "", "version": "1"}
    assert olga.post(f"/orders/{order.pk}/goods", sent, headers=HTMX).status_code == 200
    order.refresh_from_db()
    assert order.version == 1


def test_a_discount_above_the_promotion_is_refused_beside_its_field_and_the_head_may(
    desk: Desk, olga: Client, order: Order
) -> None:
    olga.post(f"/orders/{order.pk}/goods", {"add": "N-160", "version": "1"}, headers=HTMX)
    sent = {"quantity.1": "3", "discount.2": "31", "version": "2"}
    page = olga.post(f"/orders/{order.pk}/goods", sent, headers=HTMX)
    assert page.status_code == 422
    body = page.content.decode()
    assert f'aria-describedby="goods-{order.pk}-2-discount-error"' in body
    assert "at most 30%" in body
    assert 'value="31"' in body
    assert 'value="3"' in body
    assert goods(order)[0][1] == 1
    desk.person("Marina", "head", shop=desk.shop())
    claims.release(desk.people["Olga"], order.pk, NOW)
    assert desk.browser("Marina").post(f"/orders/{order.pk}/goods", sent, headers=HTMX).status_code == 200
    assert goods(order)[1][3] == Decimal(31)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quantity.1": "many"}, "whole number"),
        ({"quantity.1": "1.5"}, "whole number"),
        ({"quantity.1": "1000000"}, "Too large"),
        ({"discount.1": "abc"}, "Enter a number"),
        ({"discount.1": "101"}, "Too large"),
        ({"add": "nothing"}, "is not in the catalogue"),
        ({"add": "X-1"}, "is not in the catalogue"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(olga: Client, order: Order, typed: dict[str, str], said: str) -> None:
    page = olga.post(f"/orders/{order.pk}/goods", {**typed, "version": "1"}, headers=HTMX)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert goods(order) == [("M-160", 1, Decimal("4990.00"), Decimal(0), "main")]


def test_a_line_goes_by_its_button_or_by_a_quantity_of_nothing(olga: Client, order: Order) -> None:
    olga.post(f"/orders/{order.pk}/goods", {"add": "N-160", "version": "1"}, headers=HTMX)
    olga.post(f"/orders/{order.pk}/goods", {"remove": "2", "version": "2"}, headers=HTMX)
    assert [line[0] for line in goods(order)] == ["M-160"]
    olga.post(f"/orders/{order.pk}/goods", {"quantity.1": "0", "version": "3"}, headers=HTMX)
    assert goods(order) == []
    olga.post(f"/orders/{order.pk}/goods", {"add": "P-1", "version": "4"}, headers=HTMX)
    assert goods(order) == [("P-1", 1, Decimal("690.00"), Decimal(0), "main")]


def test_the_same_product_again_is_one_piece_more(olga: Client, order: Order) -> None:
    olga.post(f"/orders/{order.pk}/goods", {"add": "M-160", "version": "1"}, headers=HTMX)
    assert [line[:2] for line in goods(order)] == [("M-160", 2)]


def test_a_price_is_named_where_there_is_none_and_fixed_where_the_catalogue_has_one(olga: Client, order: Order) -> None:
    olga.post(f"/orders/{order.pk}/goods", {"add": "A-1", "version": "1"}, headers=HTMX)
    order.refresh_from_db()
    assert "no_price" in order.flags
    sent = {"price.1": "1", "price.2": "1 200,50", "version": "2"}
    assert olga.post(f"/orders/{order.pk}/goods", sent, headers=HTMX).status_code == 200
    assert [line[2] for line in goods(order)] == [Decimal("4990.00"), Decimal("1200.50")]
    order.refresh_from_db()
    assert "no_price" not in order.flags


def test_an_order_changed_meanwhile_is_shown_as_it_stands(desk: Desk, olga: Client, order: Order) -> None:
    edit(desk.people["Olga"], order.pk, Changes(delivery=DeliveryChange(cost=Decimal(390))), NOW)
    page = olga.post(f"/orders/{order.pk}/goods", {"quantity.1": "5", "version": "1"}, headers=HTMX)
    assert page.status_code == 409
    assert "has changed the order" in page.content.decode()
    assert 'data-version="2"' in page.content.decode()
    assert goods(order)[0][1] == 1


def test_an_order_in_anothers_hands_is_not_changed(desk: Desk, olga: Client, irina: Client, order: Order) -> None:
    claims.claim(desk.people["Olga"], order.pk, NOW)
    page = irina.post(f"/orders/{order.pk}/goods", {"quantity.1": "5", "version": "1"}, headers=HTMX)
    assert page.status_code == 409
    assert "Olga is working on this order" in page.content.decode()
    assert "quantity.1" not in page.content.decode()


def test_strangers_and_the_unknown_get_nowhere(desk: Desk, stranger: Client, order: Order) -> None:
    for address in (f"/orders/{order.pk}/goods", "/orders/999999/goods"):
        assert stranger.post(address, {"version": "1"}).status_code == 404
    assert stranger.get(f"/orders/{order.pk}/products?q=").status_code == 404
    assert "/sign-in" in Client().post(f"/orders/{order.pk}/goods", {}).headers["Location"]
    assert Client().get(f"/orders/{order.pk}/products", headers=HTMX).status_code == 401


def test_products_are_found_by_word_or_code_accessories_first(olga: Client, order: Order) -> None:
    def found(text: str) -> list[str]:
        page = olga.get(f"/orders/{order.pk}/products", {"q": text}, headers=HTMX).content.decode()
        return [part.split('"')[0] for part in page.split('value="')[1:]]

    assert found("") == ["N-160", "P-1", "A-1", "M-160"]
    assert found("наматр") == ["N-160"]
    assert found("сон мат") == ["M-160"]
    assert found("p-") == ["P-1"]
    assert found("%") == []
    assert found("\x00") == ["N-160", "P-1", "A-1", "M-160"]


def test_without_a_script_the_form_leads_back_to_the_card(olga: Client, order: Order) -> None:
    page = olga.post(f"/orders/{order.pk}/goods", {"quantity.1": "2", "q": "N-160", "save": "1", "version": "1"})
    assert (page.status_code, page.headers["Location"]) == (303, f"/orders/{order.pk}/")
    assert [line[:2] for line in goods(order)] == [("M-160", 2), ("N-160", 1)]
    wrong = olga.post(f"/orders/{order.pk}/goods", {"quantity.1": "x", "save": "1", "version": "2"})
    assert wrong.status_code == 422
    assert "<html" in wrong.content.decode()
