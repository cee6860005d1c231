"""A new order entered by the keyboard alone: who it may be is told while one types, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, press, serious

DOUBLE = "#entry-alike .dz-double"


def begin(page: Page) -> None:
    """N on the desk; the keyboard is in the field of the phone."""
    press(page, "KeyN")
    expect(page.locator("#entry-phone")).to_be_focused()


def test_an_order_is_entered_without_the_mouse_and_opens_in_ones_hands(open_desk: Open) -> None:
    page = open_desk("Ольга entry")
    begin(page)
    page.keyboard.type("8 915 204 10")
    expect(page.locator("#entry-alike")).to_contain_text("новый клиент")
    press(page, "Tab")
    expect(page.locator("[data-told=phone]")).to_contain_text("Не хватает цифр")
    press(page, "Shift+Tab")
    press(page, "End")
    page.keyboard.type(" 11")
    expect(page.locator("[data-told=phone]")).to_be_empty()
    press(page, "Tab")
    page.keyboard.type("Мухина Алла")
    assert serious(page) == []
    page.locator("#entry-product").focus()
    page.keyboard.type("наматр")
    expect(page.locator("#entry-found [aria-selected=true]")).to_contain_text("Наматрасник")
    press(page, "Enter")
    expect(page.locator("#entry-product")).to_have_value("Наматрасник 160×200")
    press(page, "Control+Enter")
    expect(page.locator(f"{CARD} h1")).to_have_text("Мухина Алла")
    expect(page.locator(CARD)).to_contain_text("Наматрасник 160×200")
    expect(page.locator(f"{CARD} .dz-actions")).to_contain_text("Отпустить")
    assert page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('dozvon:draft'))") == []


def test_a_key_opens_the_order_that_is_under_way(open_desk: Open) -> None:
    page = open_desk("Ольга entry")
    begin(page)
    page.keyboard.type("204-66-81")
    expect(page.locator(DOUBLE)).to_contain_text("Яшина Вера")
    press(page, "Alt+1")
    expect(page.locator(f"{CARD} h1")).to_have_text("Яшина Вера")


def test_a_key_takes_the_client_over_with_the_new_number(open_desk: Open) -> None:
    page = open_desk("Ирина entry")
    begin(page)
    page.keyboard.type("+7 915 204-11-33")
    press(page, "Tab")
    page.keyboard.type("рогов тимур")
    expect(page.locator(DOUBLE)).to_contain_text("Рогов Тимур")
    press(page, "Alt+Shift+1")
    expect(page.locator("#entry-product")).to_be_focused()
    expect(page.locator("#entry-phone")).to_have_value("+7 915 204-11-33")
    expect(page.locator("#entry-name")).to_have_value("Рогов Тимур")
    expect(page.locator(f"{DOUBLE}.is-chosen")).to_contain_text("Рогов Тимур")
    press(page, "Control+Enter")
    expect(page.locator(f"{CARD} h1")).to_have_text("Рогов Тимур")
    expect(page.locator(CARD)).to_contain_text("ещё 1 заказ")


def test_a_mistake_takes_the_keyboard_and_what_was_typed_stays(open_desk: Open) -> None:
    page = open_desk("Ольга entry")
    begin(page)
    page.locator("#entry-comment").fill("просит скидку")
    press(page, "Control+Enter")
    expect(page.locator("#entry-phone-error")).to_contain_text("Укажите телефон или почту")
    expect(page.locator("#entry-phone")).to_be_focused()
    expect(page.locator("#entry-comment")).to_have_value("просит скидку")
    page.reload()
    expect(page.locator("#entry-comment")).to_have_value("просит скидку")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    page.locator("[data-entry-clear]").click()
    expect(page.locator("#entry-comment")).to_have_value("")
    expect(page.locator("#entry-phone")).to_be_focused()
    press(page, "Escape")
    page.wait_for_selector("#desk")


def test_a_lost_answer_and_a_second_enter_make_one_order(open_desk: Open) -> None:
    page = open_desk("Ольга entry")
    begin(page)
    lost: list[str] = []

    def lose(route: Route) -> None:
        """The order is taken in, its answer does not arrive."""
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().headers["hx-redirect"])
            route.abort()
        else:
            route.continue_()

    page.route("**/orders/new", lose)
    page.keyboard.type("+7 915 204-55-55")
    press(page, "Control+Enter")
    expect(page.locator("#offline")).to_be_visible()
    press(page, "Control+Enter")
    page.wait_for_selector(CARD)
    assert page.url.endswith(lost[0])


@pytest.mark.parametrize("width", [390, 1440])
def test_an_incoming_call_fills_the_number_in(open_desk: Open, width: int) -> None:
    page = open_desk("Администратор", width=width, height=844)
    page.goto("/orders/new?phone=%2B79152047792")
    expect(page.locator("#entry-name")).to_be_focused()
    expect(page.locator(DOUBLE)).to_contain_text("тот же номер")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert serious(page) == []


def test_the_form_works_without_scripts(open_desk: Open) -> None:
    page = open_desk("Ольга entry", scripts=False)
    page.goto("/orders/new")
    page.locator("#entry-phone").fill("+7 915 204-88-14")
    page.locator("#entry-name").fill("Щукин Лев")
    page.locator("#entry-product").fill("N-160")
    page.locator("#entry-name").press("Enter")
    page.wait_for_url(re.compile(r"/orders/\d+/"))
    expect(page.locator(f"{CARD} h1")).to_have_text("Щукин Лев")
