"""A warehouse worker's two minutes by the keyboard alone; many orders at once, one of them in another's hands."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, give_back, press, rest, serious

ROWS = ".dz-work-rows > [data-row]"


def test_a_warehouse_workers_two_minutes(open_desk: Open) -> None:
    page = open_desk("Склад work")
    expect(page).to_have_url(re.compile("/work/assemble/"))
    expect(page.locator(ROWS)).to_have_count(6)
    assert serious(page) == []
    first, second, third, fourth = page.locator(f"{ROWS} .dz-row-name").all_inner_texts()[:4]

    press(page, "ArrowDown", "Enter")
    expect(page.locator(f"{CARD} h1")).to_have_text(first.strip())
    press(page, "Alt+Digit1", "Alt+Digit1")
    expect(page.locator("[data-toast]")).to_contain_text(first.strip())
    expect(page.locator(f"{CARD} h1")).to_have_text(second.strip())
    assert serious(page) == []

    press(page, "Alt+Digit1", "Alt+Digit1")
    expect(page.locator(f"{CARD} h1")).to_have_text(third.strip())
    give_back(page)
    expect(page.locator(ROWS)).to_have_count(4)

    head = open_desk("Павел work")
    head.goto("/work/assemble/")
    rest(head)
    press(head, "ArrowDown", "ArrowDown", "Enter")
    expect(head.locator(f"{CARD} h1")).to_have_text(fourth.strip())
    expect(page.locator(ROWS).filter(has_text="Павел work")).to_have_count(1)

    press(page, "ArrowDown", "KeyX")
    expect(page.locator("[data-chosen]")).to_have_text("отмечено: 1")
    press(page, "KeyA")
    expect(page.locator("[data-chosen]")).to_have_text("отмечено: 4")
    press(page, "Alt+Digit1")
    told = page.locator("#outcomes")
    expect(told.locator("[data-summary]")).to_have_text("Сделано: 3, не сделано: 1")
    expect(told.locator("li.dz-late")).to_contain_text("в работе: Павел work")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(told).to_be_focused()
    expect(page.locator(".dz-tab-count").nth(1)).to_have_text("5")
    assert serious(page) == []

    press(page, "Digit2")
    expect(page).to_have_url(re.compile("/work/ship/"))
    expect(page.locator(ROWS)).to_have_count(5)
    press(page, "KeyA", "KeyP")
    expect(page.locator(".dz-sheet")).to_have_count(5)
    expect(page.locator(".dz-pick-list table")).to_contain_text("Наматрасник 160×200")
    assert serious(page) == []


def test_a_list_of_calls_has_nothing_to_choose_and_the_browser_nothing_to_complain_of(open_desk: Open) -> None:
    page = open_desk("Нина asked")
    page.goto("/work/quality_call/")
    expect(page.locator(ROWS).first).to_be_visible()
    expect(page.locator("[data-all]")).to_have_count(0)
    rest(page)
