"""What the browser adds: any keyboard layout, a page without scripts, both widths, an address that follows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, give_back, press, serious


def typed_in_russian(page: Page, key: str, code: str) -> None:
    """A key as a Russian layout sends it: another letter, the same place."""
    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, shiftKey: key === '?', bubbles: true, cancelable: true}))",
        [key, code],
    )


def test_keys_work_by_their_place_in_a_russian_layout(open_desk: Open) -> None:
    page = open_desk("Ирина school")
    typed_in_russian(page, ".", "Slash")
    expect(page.locator(".dz-search input")).to_be_focused()
    press(page, "Tab")
    page.evaluate("document.activeElement.blur()")
    press(page, "Shift+Slash")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    # The sign itself stands elsewhere there.
    typed_in_russian(page, "?", "Digit7")
    expect(page.locator("#keys")).to_be_visible()


def test_a_letter_typed_into_a_field_is_text(open_desk: Open) -> None:
    page = open_desk("Ирина school")
    page.locator(".dz-search input").focus()
    page.keyboard.type("c/1?")
    expect(page.locator(".dz-search input")).to_have_value("c/1?")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_address_follows_and_going_back_works(open_desk: Open) -> None:
    page = open_desk("Ирина school")
    press(page, "Digit2")
    page.wait_for_url("**/desk/call_back/")
    press(page, "Digit1")
    page.wait_for_url("**/desk/new/")
    page.go_back()
    page.wait_for_url("**/desk/call_back/")
    expect(page.locator(".dz-tab[aria-current]")).to_contain_text("Перезвон")


def test_the_desk_works_without_scripts(open_desk: Open) -> None:
    page = open_desk("Ирина quiet", scripts=False)
    page.locator(".dz-row", has_text="Зайцева").click()
    page.wait_for_selector(CARD)
    expect(page.locator(".dz-js").first).to_be_hidden()
    page.locator("summary", has_text="Выставить счёт").click()
    page.locator("#invoice-call_back_at").fill("2020-01-01T10:00")
    page.locator("#invoice-comment").fill("просил счёт на фирму")
    page.locator(".dz-panel:visible button", has_text="Сохранить").click()
    expect(page.locator("#invoice-call_back_at-error")).to_be_visible()
    expect(page.locator("#invoice-comment")).to_have_value("просил счёт на фирму")
    page.locator(".dz-panel:visible input[type=datetime-local]").fill("")
    page.locator(".dz-actions button", has_text="Отпустить").click()
    expect(page.locator("[data-toast]")).to_contain_text("отпущен")


def test_a_form_opens_with_the_keyboard_in_its_first_field(open_desk: Open) -> None:
    page = open_desk("Ирина quiet")
    page.locator(".dz-row", has_text="Зайцева").click()
    page.wait_for_selector(CARD)
    press(page, "F3")
    expect(page.locator(".dz-shortcuts .dz-pick:visible").first).to_be_focused()
    press(page, "Alt+KeyT")
    expect(page.locator("#call_later-call_back_at")).to_have_value(re.compile("T10:00$"))
    # The shop is in Moscow, or in Vladivostok while it is midnight in Moscow; the client in Yekaterinburg.
    expect(page.locator(".dz-panel:visible [data-shown]")).to_have_text(
        re.compile("^завтра 10:00, у клиента (12|05):00$")
    )
    press(page, "Escape")
    expect(page.locator("summary", has_text="В работе")).to_be_focused()
    press(page, "F7")
    expect(page.locator('.dz-panel:visible input[value="expensive"]')).to_be_focused()
    press(page, "Escape")
    give_back(page)


def test_nothing_hinders_who_hears_or_magnifies_the_page(open_desk: Open) -> None:
    page = open_desk("Ирина quiet")
    assert serious(page) == []
    page.locator(".dz-row", has_text="Зайцева").click()
    page.wait_for_selector(CARD)
    press(page, "F7")
    assert serious(page) == []


def test_a_phone_shows_the_card_alone_and_never_scrolls_sideways(open_desk: Open) -> None:
    page = open_desk("Ирина quiet", width=390, height=844)
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    page.locator(".dz-row", has_text="Зайцева").click()
    page.wait_for_selector(CARD)
    expect(page.locator(".dz-list")).to_be_hidden()
    assert not page.evaluate(wide)
    page.locator("summary", has_text="Недозвон").last.click()
    expect(page.locator(".dz-panel:visible")).to_be_in_viewport()
    page.locator(".dz-card-back").click()
    expect(page.locator(".dz-list")).to_be_visible()


def test_on_a_phone_the_section_one_is_in_is_in_sight(open_desk: Open) -> None:
    page = open_desk("Павел quiet", width=390, height=844)
    page.goto("/reports/")
    expect(page.locator(".dz-top .dz-tabs [aria-current]")).to_be_in_viewport(ratio=1)
    page.goto("/office/pipelines/")
    expect(page.locator(".dz-top .dz-tabs [aria-current]")).to_be_in_viewport(ratio=1)
    expect(page.locator(".dz-office-menu [aria-current]")).to_be_in_viewport(ratio=1)
