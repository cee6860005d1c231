"""What comes over the line: first load ≤ 150 kB, each step of work ≤ 15 kB, compressed as the program sends it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, open_first, press, rest, take_next

FIRST, STEP = 150_000, 15_000
"""Bytes."""


class Line:
    """What came over the line to a browser, but for the live stream, which never ends."""

    def __init__(self, context: BrowserContext) -> None:
        self.came: list[tuple[str, int]] = []
        context.on("requestfinished", self._note)

    def _note(self, request: Request) -> None:
        if "/events" not in request.url:
            sizes = request.sizes()
            self.came.append((request.url, sizes["responseBodySize"] + sizes["responseHeadersSize"]))

    def heavy(self) -> list[tuple[str, int]]:
        """The answers above the limit of a step."""
        return [(address, weight) for address, weight in self.came if weight > STEP]


@pytest.mark.parametrize(
    ("name", "address", "seen"),
    [
        ("Ирина weight", "", CARD),
        ("Павел quiet", "/control/", "[data-chart] canvas"),
        ("Павел quiet", "/reports/", "h1"),
        ("Администратор", "/office/pipelines/", "h1"),
    ],
)
def test_a_first_load_is_light(open_desk: Open, name: str, address: str, seen: str) -> None:
    """An empty cache for a card with everything on it, for charts, for a page of the office."""
    page = open_desk(name)
    if address:
        page.goto(address)
    else:
        page.locator(".dz-row").first.click()
    page.wait_for_selector(seen)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    line = Line(page.context)
    page.reload(wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    expect(page.locator(seen).first).to_be_visible()
    assert any(".woff2" in address for address, _ in line.came)
    weight = sum(weight for _, weight in line.came)
    assert weight <= FIRST, sorted(line.came, key=lambda one: -one[1])


def test_each_step_of_work_is_light(open_desk: Open) -> None:
    page = open_desk("Ольга weight")
    line = Line(page.context)
    take_next(page)
    press(page, "F3")
    expect(page.locator(".dz-panel:visible .dz-hour").first).to_be_visible()
    press(page, "Escape", "F4", "Digit2")
    expect(page.locator("[data-toast]")).to_contain_text("Недозвон")
    open_first(page, 2)
    press(page, "F9", "F9")
    expect(page.locator("[data-toast]")).to_contain_text("В буфере")
    press(page, "Slash")
    page.keyboard.type("Дроздова")
    expect(page.locator("[role=option]").first).to_be_visible()
    rest(page)
    asked = {address.partition("?")[0].rsplit("/", 2)[-2] for address, _ in line.came}
    assert {"actions", "desk", "search"} <= asked
    assert len(line.came) > 5
    assert line.heavy() == []
