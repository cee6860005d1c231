"""Client, address and delivery completed on the card while talking: by keyboard, and through whatever happens to the
connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, expect_notice, expect_version, give_back, take_next, version
from tests.e2e.test_browser import serious

SOON = 20_000
"""Milliseconds within which a connection that is back is noticed, and what waited is done."""


def field(page: Page, name: str, form: str = "person") -> str:
    """The place of a field of the open card."""
    return f"#{form}-{page.locator(CARD).get_attribute('data-order')}-{name}"


def typed(page: Page, name: str, text: str) -> None:
    """Typed over what stands in the field, and left in it."""
    page.locator(field(page, name)).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def confirm(page: Page) -> None:
    """F9 opens the form, F9 once more sends it."""
    page.keyboard.press("F9")
    expect(page.locator(".dz-panel:visible")).to_be_visible()
    page.keyboard.press("F9")


def saved(page: Page, address: str, name: str) -> str:
    """What the server has in a field."""
    page.goto(f"{address.partition('?')[0]}?look=1")
    return page.locator(field(page, name)).input_value()


def test_client_city_address_and_delivery_by_keyboard_then_confirmed(open_desk: Open) -> None:
    page = open_desk("Ольга card")
    client, address = take_next(page), page.url
    page.keyboard.press("Alt+KeyA")
    expect(page.locator(field(page, "last_name"))).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(client)
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Анна")
    page.keyboard.press("Tab")
    expect(page.locator(f"{CARD} h1")).to_have_text(f"{client} Анна")
    expect(page.locator(field(page, "gender"))).to_have_value("female")
    page.locator(field(page, "city")).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("перм")
    expect(page.get_by_role("option", name="Пермь").first).to_be_visible()
    expect(page.locator(field(page, "city"))).to_have_attribute("aria-activedescendant", "city-1")
    page.keyboard.press("Enter")
    expect(page.locator(field(page, "region"))).to_have_value("Пермский край")
    expect(page.locator(".dz-client-clock")).to_contain_text("Пермь")
    expect(page.locator(field(page, "city"))).to_be_focused()
    typed(page, "street", "ул. Ленина")
    page.keyboard.press("Tab")
    page.keyboard.type("58")
    page.keyboard.press("Alt+KeyD")
    expect(page.locator(field(page, "w1", "delivery"))).to_be_focused()
    expect(page.locator(".dz-say")).to_contain_text("5 380")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    expect_notice(page, f"{client} Анна", "В буфере")
    assert saved(page, address, "house") == "58"


def test_a_street_and_a_house_are_chosen_by_the_keyboard(open_desk: Open) -> None:
    page = open_desk("Ирина card")
    take_next(page)
    before = version(page)
    typed(page, "street", "ул. Сибирский Тракт")
    page.keyboard.press("Tab")
    page.keyboard.type("34/12")
    page.keyboard.press("Tab")
    expect_version(page, before + 2)
    typed(page, "street", "тракт")
    street = page.locator(field(page, "street"))
    expect(page.get_by_role("option", name="ул. Сибирский Тракт")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(street).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("о")
    page.keyboard.press("Backspace")
    expect(street).to_have_attribute("aria-activedescendant", "street-1")
    page.keyboard.press("Enter")
    expect(street).to_have_value("ул. Сибирский Тракт")
    house = page.locator(field(page, "house"))
    house.focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="34/12")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(house).to_have_value("34/12")
    give_back(page)


def test_an_action_from_a_field_sends_the_field_first(open_desk: Open) -> None:
    page = open_desk("Ирина card")
    client, address = take_next(page), page.url
    typed(page, "street", "ул. Мира")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    expect_notice(page, client, "В буфере")
    assert saved(page, address, "street") == "ул. Мира"


def test_going_back_to_what_stood_there_before_the_answer_is_saved_too(open_desk: Open) -> None:
    page = open_desk("Ирина card")
    take_next(page)
    address, under_way = page.url, list[Route]()
    before = version(page)
    typed(page, "building", "1")
    page.keyboard.press("Tab")
    expect_version(page, before + 1)
    page.route("**/person", lambda route: route.continue_() if under_way else under_way.append(route))
    typed(page, "building", "2")
    with page.expect_request("**/person"):
        page.keyboard.press("Tab")
    typed(page, "building", "1")
    page.keyboard.press("Tab")
    under_way[0].continue_()
    expect_version(page, before + 3)
    expect(page.locator(field(page, "building"))).to_have_value("1")
    assert saved(page, address, "building") == "1"
    give_back(page)


class Line:
    """The way of the client's form to the server, with a fault until it is mended."""

    def __init__(self, page: Page, fault: Callable[[Route], None]) -> None:
        self.is_broken = True
        page.route("**/person", lambda route: fault(route) if self.is_broken else route.continue_())

    def mend(self) -> None:
        self.is_broken = False


def lost(route: Route) -> None:
    route.abort()


def away(route: Route) -> None:
    route.fulfill(status=503, body="away")


def unheard(route: Route) -> None:
    """It arrives and is done; its answer is lost."""
    route.fetch()
    route.abort()


@pytest.mark.parametrize("fault", [lost, away, unheard])
def test_a_save_that_is_lost_waits_with_its_action_and_is_sent_once(
    open_desk: Open, fault: Callable[[Route], None]
) -> None:
    page = open_desk("Ольга card")
    client, address = take_next(page), page.url
    line = Line(page, fault)
    typed(page, "street", "ул. Павлова")
    confirm(page)
    expect(page.locator("#offline")).to_contain_text("ждёт отправки")
    expect(page.locator(field(page, "street"))).to_have_value("ул. Павлова")
    expect(page.locator(f"{CARD} h1")).to_have_text(client)
    line.mend()
    expect(page.locator("[data-toast]")).to_contain_text(client, timeout=SOON)
    expect(page.locator("#offline")).to_be_hidden()
    assert saved(page, address, "street") == "ул. Павлова"
    assert page.locator(".dz-history").inner_text().count("ул. Павлова") == 1


def test_what_could_not_be_saved_is_saved_after_a_reload(open_desk: Open) -> None:
    page = open_desk("Ирина card")
    take_next(page)
    address, before = page.url, version(page)
    line = Line(page, lost)
    typed(page, "flat", "12")
    page.keyboard.press("Enter")
    expect(page.locator("#offline")).to_contain_text("ждёт отправки")
    line.mend()
    page.goto(address)
    expect(page.locator(".dz-history")).to_be_visible()
    expect(page.locator(field(page, "flat"))).to_have_value("12")
    expect_version(page, before + 1)
    assert saved(page, address, "flat") == "12"
    page.goto(address)
    give_back(page)


def test_an_answer_leaves_what_is_being_typed_with_its_cursor(open_desk: Open) -> None:
    page = open_desk("Ирина card")
    take_next(page)
    before = version(page)
    page.locator(field(page, "w3", "delivery")).check()
    cost = page.locator(field(page, "cost", "delivery"))
    expect(cost).to_be_visible()
    held: list[Route] = []
    page.route("**/person", lambda route: route.continue_() if held else held.append(route))
    typed(page, "street", "ул. Гоголя")
    with page.expect_request("**/person"):
        page.keyboard.press("Tab")
    page.keyboard.type("7")
    cost.focus()
    page.keyboard.type("1250")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    held[0].continue_()
    # The second save carries the house that was typed meanwhile; its answer comes beside the cost that is being typed.
    expect_version(page, before + 3)
    expect(cost).to_be_focused()
    expect(cost).to_have_value("1250")
    assert cost.evaluate("field => field.selectionStart") == 2
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(".dz-say")).to_contain_text("12 350")
    give_back(page)


def test_a_refused_field_stops_the_action_and_takes_the_keyboard(open_desk: Open) -> None:
    page = open_desk("Ольга card")
    client = take_next(page)
    typed(page, "postcode", "12")
    confirm(page)
    expect(page.locator(field(page, "postcode"))).to_be_focused()
    expect(page.locator(field(page, "postcode"))).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"{CARD} h1")).to_have_text(client)
    typed(page, "postcode", "420000")
    page.keyboard.press("F9")
    expect_notice(page, client, "В буфере")


def test_the_client_stands_beside_the_order_by_a_key(open_desk: Open) -> None:
    page = open_desk("Ирина card")
    take_next(page)
    page.keyboard.press("Alt+KeyO")
    expect(page.locator("#side-client")).to_contain_text("Заказы клиента во всех магазинах")
    expect(page.locator("#side-history")).to_be_hidden()
    page.locator(field(page, "1", "about")).focus()
    page.keyboard.type("VIP")
    page.keyboard.press("Tab")
    expect(page.locator(".dz-head-name")).to_contain_text("VIP")
    assert serious(page) == []
    page.keyboard.press("Alt+KeyH")
    expect(page.locator(".dz-history")).to_be_visible()
    give_back(page)
