"""Search as you type: what is found, what it costs, who may ask."""

from __future__ import annotations

from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.platform.events.models import Access
from tests.web.desk.conftest import Desk


def found(browser: Client, text: str) -> str:
    """The matches as they are sent."""
    return browser.get("/search/found", {"q": text}).content.decode()


def test_number_name_phone_and_email_find_the_order(desk: Desk, olga: Client) -> None:
    order = desk.order(name="Кузнецова Марина", phone="+7 912 488-31-07", email="kuz@mail.ru")
    desk.order(name="Орлов Денис", phone="+7 903 284-17-65")
    for text in (str(order.number), "кузн", "+7 912 48", "8912488", "3107", "kuz@"):
        page = found(olga, text)
        assert page.count('id="found-1"') == 1, text
        assert f'href="/orders/{order.pk}/?from_search=' in page, text
        assert "Орлов" not in page or text == str(order.number), text
    assert "+7 912 488-31-07" in found(olga, "3107")
    assert "kuz@mail.ru" in found(olga, "kuz@")
    assert "Nothing found" in found(olga, "Чебурашка")


def test_one_letter_and_nothing_ask_nobody(desk: Desk, olga: Client) -> None:
    desk.order()
    assert found(olga, "К").strip() == found(olga, "  ").strip() == ""


def test_a_look_is_noted_and_strangers_find_nothing(desk: Desk, olga: Client, stranger: Client) -> None:
    order = desk.order()
    found(olga, "Кузнецова")
    assert Access.objects.latest("pk").order_ids == [order.pk]
    assert "Nothing found" in found(stranger, "Кузнецова")
    assert Client().get("/search/found?q=abc").status_code == 302
    assert olga.get("/search/found?q=%00%00%D0").status_code == 200


def test_the_box_stands_on_every_page_of_who_sees_orders(desk: Desk) -> None:
    desk.person("Vera", "admin")
    browser = desk.browser("Vera")
    for page in ("/", "/control/", "/office/people/", "/account/"):
        assert 'data-found="/search/found"' in browser.get(page, follow=True).content.decode(), page


def test_a_search_as_one_types_costs_six_statements(
    desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(6):
        desk.order(name=f"Кузнецова {place}", phone=f"+7 912 488-10-0{place}")
    found(olga, "Кузнецова")
    with django_assert_num_queries(6):
        found(olga, "Кузнецова")
