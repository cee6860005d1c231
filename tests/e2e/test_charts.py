"""The head's charts: drawn from their tables, each bar leads to its orders, and they follow what happens."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import press, rest, take_next

ATTEMPTS = "Недозвоны по сегодняшним заказам"
INKED = """canvas => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value) => value > 0);
}"""
# Colours the script asks for that the stylesheet has lost.
LOST = """figure => ["--dz-chart-whole", "--dz-accent", "--dz-quiet", "--dz-line-soft"].filter(
  (name) => getComputedStyle(figure).getPropertyValue(name) === "")"""


def chart(page: Page, title: str) -> Locator:
    found = page.locator("[data-chart]").filter(has=page.get_by_role("img", name=title))
    expect(found).to_have_count(1)
    return found


def row(of: Locator, label: str) -> Locator:
    return of.locator("tbody tr").filter(has=of.page.locator("th", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")))


def test_a_bar_leads_to_its_orders(open_desk: Open) -> None:
    page = open_desk("Павел quiet")
    page.goto("/control/")
    attempts = chart(page, ATTEMPTS)
    canvas = attempts.locator("canvas")
    assert canvas.evaluate(INKED)
    assert attempts.evaluate(LOST) == []
    box = canvas.bounding_box()
    assert box
    # All orders of this shop are untouched: the first of six places holds the only bar.
    canvas.click(position={"x": 30 + (box["width"] - 30) / 12, "y": box["height"] / 2})
    page.wait_for_url(re.compile("figure=attempts"))
    expect(page.locator("main tbody tr")).to_have_count(3)


def test_the_table_says_the_same_to_the_keyboard(open_desk: Open) -> None:
    page = open_desk("Павел quiet")
    page.goto("/control/")
    attempts = chart(page, ATTEMPTS)
    expect(row(attempts, "0").locator("a")).to_be_hidden()
    attempts.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row(attempts, "0")).to_contain_text("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(row(attempts, "0").locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("figure=attempts"))


def test_an_open_table_follows_and_stays_open(open_desk: Open) -> None:
    head, olga = open_desk("Павел live"), open_desk("Ольга live")
    head.goto("/control/")
    attempts = chart(head, ATTEMPTS)
    attempts.locator("summary").click()
    before = int(row(attempts, "1").locator("td").inner_text())
    take_next(olga)
    press(olga, "F4", "Digit2")
    expect(row(attempts, "1").locator("td")).not_to_have_text(str(before))
    expect(row(attempts, "1").locator("td")).to_be_visible()
    assert attempts.locator("canvas").evaluate(INKED)
    press(olga, "Alt+KeyZ")
    rest(olga)
