"""Choosing a time in the browser: two keys, words, the grid by keyboard and by touch."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import give_back, press, serious

CARD = ".dz-card[data-order]"


def opened(page: Page, name: str) -> None:
    """The card of that client, found by the search."""
    page.locator(".dz-row", has_text=name).click()
    expect(page.locator(f"{CARD} h1")).to_contain_text(name)
    expect(page.locator(f"{CARD} .dz-act").first).to_be_visible()


def test_a_call_back_in_an_hour_is_two_keys(open_desk: Open) -> None:
    page = open_desk("Ольга times")
    opened(page, "Фомин")
    press(page, "F3")
    press(page, "Digit2")
    expect(page.locator("[data-toast]")).to_contain_text("В работе")
    page.goto("/desk/in_progress/")
    opened(page, "Фомин")
    expect(page.locator(".dz-history")).to_contain_text("Просит набрать через час")
    expect(page.locator(".dz-stand")).to_contain_text(re.compile(r"через (59 мин|1 ч)"))
    give_back(page)


def test_words_are_read_as_they_are_typed(open_desk: Open) -> None:
    page = open_desk("Ольга times")
    opened(page, "Зайцева")
    press(page, "F3")
    press(page, "KeyS")
    page.keyboard.type("завтра 12 у клиента")
    shown = page.locator(".dz-panel:visible [data-shown]")
    # It is tomorrow by the client's clock, which late in the evening is the day after by the shop's. The shop is in
    # Moscow, or in Vladivostok while it is midnight in Moscow; the client in Yekaterinburg.
    expect(shown).to_contain_text(re.compile("(10|17):00, у клиента 12:00"))
    expect(page.locator("#call_later-call_back_at")).to_have_value(re.compile("T(10|17):00$"))
    page.locator("#call_later-call_back_at-words").fill("когда-нибудь")
    expect(shown).to_contain_text("«когда-нибудь» непонятно. Напишите, например: завтра 10")
    page.locator("#call_later-call_back_at-words").fill("послезавтра 15:30")
    expect(shown).to_contain_text(re.compile("15:30, у клиента (17|10):30"))
    expect(page.locator('.dz-hours:visible [aria-selected="true"]')).to_have_count(1)
    page.locator("#call_later-comment").fill("посоветуется с мужем")
    press(page, "F3")
    expect(page.locator("[data-toast]")).to_contain_text("15:30 (")


def test_the_grid_is_walked_with_arrows_and_enter_takes_the_hour(open_desk: Open) -> None:
    page = open_desk("Ирина times")
    opened(page, "Петренко")
    press(page, "F3")
    page.wait_for_selector(".dz-hours:visible")
    assert serious(page) == []
    press(page, "KeyG")
    expect(page.locator(".dz-hour:focus")).to_have_count(1)
    press(page, "ArrowRight")
    press(page, "ArrowDown")
    wall = page.locator(".dz-hour:focus").get_attribute("data-wall")
    press(page, "Enter")
    expect(page.locator("#call_later-call_back_at")).to_have_value(wall or "")
    expect(page.locator("#call_later-comment")).to_be_focused()
    expect(page.locator(".dz-panel:visible [data-shown]")).to_contain_text("у клиента")
    press(page, "Escape")
    give_back(page)


def test_an_hour_is_taken_by_a_finger_on_a_phone(open_desk: Open) -> None:
    page = open_desk("Ирина times", width=390, height=844)
    opened(page, "Петренко")
    page.locator("summary", has_text="В работе").click()
    page.locator(".dz-hour:visible").last.click()
    expect(page.locator("#call_later-call_back_at")).not_to_have_value("")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    panel = page.locator(".dz-panel:visible")
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    press(page, "Escape")
    page.locator(".dz-actions button", has_text="Отпустить").click()
