"""The client's tab beside the card: free statuses, fields of the shops' own, all orders."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.clients.actions.define import define_field
from dozvon.clients.models import Client
from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from tests.web.desk.conftest import NOW, Desk

HTMX = {"HX-Request": "true", "HX-Target": "section#about"}


@pytest.fixture
def order(desk: Desk, olga: Browser) -> Order:
    """An order of a client of whom five things are kept."""
    for kind in ("text", "number", "day", "flag"):
        define_field(desk.taker(), f"a_{kind}", {"en": f"A {kind}", "ru": "Поле"}, kind)
    define_field(desk.taker(), "a_choice", {"ru": "Откуда"}, "choice", ["site", "friend"])
    return desk.order()


def sent(olga: Browser, order: Order, **fields: str) -> tuple[int, str]:
    order.refresh_from_db()
    named = {name.replace("a_", "own.a_"): text for name, text in fields.items()}
    page = olga.post(f"/orders/{order.pk}/about", {"version": str(order.version), **named}, headers=HTMX)
    return page.status_code, page.content.decode()


def test_typed_fields_and_statuses_are_saved_shown_and_emptied(olga: Browser, order: Order) -> None:
    status, page = sent(
        olga,
        order,
        statuses=" VIP,  постоянный  клиент, VIP",
        a_text="likes red",
        a_number="4,5",
        a_day="1980-05-06",
        a_flag="1",
        a_choice="friend",
    )
    assert status == 200
    assert f'id="statuses-{order.pk}"' in page
    client = Client.objects.get(pk=order.client_id)
    assert client.statuses == ["VIP", "постоянный клиент"]
    kept = {"a_text": "likes red", "a_number": 4.5, "a_day": "1980-05-06", "a_flag": True, "a_choice": "friend"}
    assert client.fields == kept
    assert "VIP" in olga.get(f"/orders/{order.pk}/").content.decode()
    shown = olga.get(f"/orders/{order.pk}/about", headers=HTMX).content.decode()
    for piece in ('value="VIP, постоянный клиент"', 'value="4.5"', 'value="1980-05-06"', "checked", "selected>friend"):
        assert piece in shown
    sent(olga, order, statuses="", a_text="", a_number="", a_day="", a_choice="")
    client.refresh_from_db()
    assert client.statuses == []
    assert not any(client.fields.values())


def test_leaving_everything_as_it_was_changes_nothing(olga: Browser, order: Order) -> None:
    sent(olga, order, statuses="", a_text="", a_number="")
    assert Client.objects.get(pk=order.client_id).version == 1


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"statuses": ",".join(f"s{number}" for number in range(21))}, 1),
        ({"statuses": "x" * 61}, 1),
        ({"a_text": "x\x00"}, 2),
        ({"a_number": "many"}, 3),
        ({"a_day": "soon"}, 4),
        ({"a_choice": "moon"}, 6),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_kept(
    olga: Browser, order: Order, typed: dict[str, str], place: int
) -> None:
    status, page = sent(olga, order, **typed)
    assert status == 422
    assert f'id="about-{order.pk}-{place}-error"' in page
    assert Client.objects.get(pk=order.client_id).version == 1


def test_all_orders_in_all_shops_of_ones_own_and_no_others(
    desk: Desk, olga: Browser, order: Order, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    second, elsewhere = desk.order(shop=desk.shop("shop", "second")), desk.order(shop=desk.shop("envy"))
    desk.person("Vera", shop_ids=[desk.shop().pk, desk.shop("shop", "second").pk])
    vera = desk.browser("Vera")
    vera.get(f"/orders/{order.pk}/about", headers=HTMX)  # the shops are read once and kept
    with django_assert_num_queries(6):
        page = vera.get(f"/orders/{order.pk}/about", headers=HTMX).content.decode()
    assert f"№ {second.number}" in page
    assert f"/orders/{elsewhere.pk}/" not in page
    assert "Матрас «Сон» 160×200" in page


def test_only_who_may_and_nobody_elses_order(
    desk: Desk, olga: Browser, irina: Browser, stranger: Browser, order: Order
) -> None:
    assert stranger.get(f"/orders/{order.pk}/about").status_code == 404
    assert "/sign-in" in Browser().get(f"/orders/{order.pk}/about").headers["Location"]
    claims.claim(desk.people["Olga"], order.pk, NOW)
    assert sent(irina, order, statuses="VIP")[0] == 409
    assert Client.objects.get(pk=order.client_id).statuses == []


def test_without_a_script_it_is_a_page_of_its_own(olga: Browser, order: Order) -> None:
    assert "<html" in olga.get(f"/orders/{order.pk}/about").content.decode()
    page = olga.post(f"/orders/{order.pk}/about", {"statuses": "VIP", "version": "1"})
    assert (page.status_code, page.headers["Location"]) == (302, f"/orders/{order.pk}/about")


def test_moments_sums_and_numbers_of_phones_are_kept_in_one_spelling(olga: Browser, desk: Desk, order: Order) -> None:
    for kind in ("moment", "money", "phone"):
        define_field(desk.taker(), f"a_{kind}", {"ru": "Поле"}, kind)
    typed = {"a_moment": "2027-03-01T10:00", "a_money": "1 299,50 ₽", "a_phone": "8 (916) 488-31-07"}
    status, page = sent(olga, order, **typed)
    assert status == 200
    kept = Client.objects.get(pk=order.client_id).fields
    assert kept == kept | {"a_moment": "2027-03-01T10:00:00+03:00", "a_money": "1299.50", "a_phone": "+79164883107"}
    assert 'value="2027-03-01T10:00"' in page
    status, page = sent(olga, order, a_phone="12", a_money="much")
    assert status == 422
    assert Client.objects.get(pk=order.client_id).fields == kept
