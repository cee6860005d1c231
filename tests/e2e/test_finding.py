"""Search as one types, by the keyboard alone, from the desk and from elsewhere."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.operating import press, serious


def test_matches_come_as_one_types_and_enter_opens_the_chosen(open_desk: Open) -> None:
    page = open_desk("Ирина day")
    press(page, "Slash")
    page.keyboard.type("615-29")
    found = page.locator("#found")
    expect(found).to_be_hidden()
    press(page, "Control+A")
    page.keyboard.type("2943")
    expect(found.locator(".dz-match").first).to_contain_text("Фомин Артём")
    expect(found.locator(".dz-match").first).to_contain_text("+7 908 615-29-43")
    assert serious(page) == []
    press(page, "ArrowDown")
    expect(page.locator(".dz-search input")).to_have_attribute("aria-activedescendant", "found-1")
    press(page, "Escape")
    expect(found).to_be_hidden()
    press(page, "ArrowDown")
    expect(found).to_be_visible()
    press(page, "ArrowDown")
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/orders/\d+/\?from_search=2943"))
    expect(page.locator("article#card h1")).to_have_text("Фомин Артём")


def test_the_account_page_has_the_search_too(open_desk: Open) -> None:
    page = open_desk("Ирина day", width=390, height=844)
    page.goto("/account/")
    press(page, "Slash")
    page.keyboard.type("Зайц")
    expect(page.locator("#found .dz-match").first).to_contain_text("Зайцева")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.locator("#found .dz-match").first.click()
    expect(page.locator("article#card h1")).to_have_text("Зайцева Ольга")


def test_on_a_phone_what_is_found_and_the_account_are_in_sight_in_every_language(open_desk: Open) -> None:
    for locale in ("ru-RU", "uk-UA", "en-US"):
        page = open_desk("Ирина day", width=390, height=844, locale=locale)
        page.locator(".dz-search input").fill("Зайц")
        expect(page.locator("#found .dz-match").first).to_be_in_viewport(ratio=1)
        press(page, "Escape")
        page.locator(".dz-top .dz-menu:not(.dz-bell) > summary").click()
        for item in page.locator(".dz-top .dz-menu:not(.dz-bell) .dz-menu-item").all():
            expect(item).to_be_in_viewport(ratio=1)
        assert (page.locator(".dz-top").bounding_box() or {})["height"] < 110
        page.goto("/desk/no_answer_earlier/")
        expect(page.locator(".dz-rail [aria-current]")).to_be_in_viewport(ratio=1)
