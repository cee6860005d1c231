"""My day in the browser: a task is dragged, and moved by the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import press, serious


def test_a_task_is_dragged_to_another_hour_and_moved_by_words(open_desk: Open) -> None:
    page = open_desk("Ирина day")
    page.goto("/desk/new/")
    page.locator(".dz-row").first.click()
    page.wait_for_selector("article#card .dz-act")
    name = page.locator("article#card h1").inner_text()
    press(page, "F3")
    press(page, "Digit4")
    expect(page.locator("[data-toast]")).to_contain_text("завтра 10:00")
    page.locator("a", has_text="Мой день").click()
    page.locator(".dz-day-days a").nth(1).click()
    assert serious(page) == []
    card = page.locator(".dz-day-card", has_text=name)
    card.locator(".dz-quiet").hover()
    page.mouse.down()
    _in_hour(page, "15:00").hover()
    page.mouse.up()
    expect(page.locator("[role=status] .dz-alert")).to_contain_text(re.compile("перенесено на завтра 15:00"))
    expect(_in_hour(page, "15:00")).to_contain_text(name)
    page.locator(".dz-day-card a", has_text=name).focus()
    press(page, "KeyM")
    page.keyboard.type("завтра 18:30")
    press(page, "Enter")
    expect(_in_hour(page, "18:00")).to_contain_text(f"18:30 {name}")


def _in_hour(page: Page, hour: str) -> Locator:
    return page.locator(f'.dz-day-hour[aria-label="{hour}"]')
