"""What a person does at the desk: keys pressed on a page that has come to rest, and what the page says then."""

from __future__ import annotations

import time
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

CARD = "article#card"
RESTS_WITHIN = 10
"""Seconds a page may take to come to rest; one that waits for a lost connection is left alone after them."""

COUNT_REQUESTS = """
  window.onTheirWay = 0;
  const later = window.setTimeout;
  const counted = (asked) => async function (...told) {
    window.onTheirWay += 1;
    try {
      return await asked.apply(this, told);
    } finally {
      later(() => { window.onTheirWay -= 1; }, 30);
    }
  };
  window.fetch = counted(window.fetch);
  Response.prototype.text = counted(Response.prototype.text);
"""
"""Run before the page's own scripts: how many of its requests have no answer on the page yet."""


def rest(page: Page) -> None:
    """Waits until the page is loaded whole and every fragment it asked for has come: a person looks before acting."""
    page.wait_for_load_state("load")
    deadline = time.monotonic() + RESTS_WITHIN
    while page.evaluate("() => window.onTheirWay > 0") and time.monotonic() < deadline:
        page.wait_for_timeout(20)


def press(page: Page, *keys: str) -> None:
    """Keys one after another, each on a page at rest."""
    for key in keys:
        rest(page)
        page.keyboard.press(key)
        page.wait_for_timeout(30)


def take_next(page: Page) -> str:
    """F2: the next order; returns the client's name."""
    press(page, "F2")
    rest(page)
    page.wait_for_selector(CARD)
    return page.locator(f"{CARD} h1").inner_text()


def expect_notice(page: Page, *words: str) -> None:
    """What the desk says was done."""
    for word in words:
        expect(page.locator("[data-toast]")).to_contain_text(word)


def give_back(page: Page, *words: str) -> None:
    """Alt+R on the open card, and the answer: a page left before it comes may still hold the order in the next test."""
    press(page, "Alt+KeyR")
    expect_notice(page, *words, "отпущен")


def version(page: Page) -> int:
    """How many times the order on the open card was written: what a test adds is counted from here, for an earlier one
    may have had the same order."""
    return int(page.locator(CARD).get_attribute("data-version") or "")


def expect_version(page: Page, expected: int) -> None:
    expect(page.locator(CARD)).to_have_attribute("data-version", str(expected))


def open_first(page: Page, tab: int) -> str:
    """A tab by its digit, its first row by the arrows."""
    press(page, f"Digit{tab}")
    rest(page)
    expect(page.locator(f".dz-tab:nth-child({tab})")).to_have_attribute("aria-current", "page")
    expect(page.locator("section#card")).to_be_visible()
    press(page, "ArrowDown")
    expect(page.locator(".dz-row:focus")).to_be_visible()
    press(page, "Enter")
    rest(page)
    page.wait_for_selector(CARD)
    return page.locator(f"{CARD} h1").inner_text()


def serious(page: Page) -> list[str]:
    """Barriers of the page that axe calls serious or worse."""
    rest(page)
    found: list[dict[str, Any]] = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    worst = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in worst]
