"""Chromium for tests of signed-in pages: the way in, what the browser complains of, what bars somebody's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, Page

from tests.web.office.conftest import PASSWORD

BOTH = pytest.mark.parametrize("opened", [(1440, "light"), (390, "dark")], indirect=True)
"""Both widths, both themes."""
VIOLATIONS = {"resultTypes": ["violations"]}
"""What axe is to tell at length; the rest of a big page takes it a while."""


@pytest.fixture(autouse=True)
def let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's threads close their connections, or the test database could not be removed."""
    shut = WSGIServer.shutdown_request

    def closing(self: WSGIServer, request: Any) -> None:
        shut(self, request)
        connections.close_all()

    monkeypatch.setattr(WSGIServer, "shutdown_request", closing)


@contextmanager
def signed_in(chromium: Browser, site: str, name: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody's page; the fixture's `param` is width and theme. What the browser complains of fails the test."""
    width, scheme = getattr(request, "param", (1440, "light"))
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, locale="ru-RU", base_url=site, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    page.goto("/sign-in")
    page.locator("#field-name").fill(name)
    page.locator("#field-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    yield page
    context.close()
    assert complaints == []


def barriers(opened: Page, addresses: Iterable[str]) -> dict[str, list[str]]:
    """By address: what axe finds, and whether the page is wider than the screen."""
    found: dict[str, list[str]] = {}
    width = (opened.viewport_size or {})["width"]
    for address in addresses:
        opened.goto(address)
        faults = [fault["id"] for fault in Axe().run(opened, options=VIOLATIONS).response["violations"]]
        if opened.evaluate("document.documentElement.scrollWidth") > width:
            faults.append("wider than the screen")
        if faults:
            found[address] = faults
    return found
