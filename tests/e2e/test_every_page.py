"""Every page of every role: nothing hinders who hears, magnifies or has the keyboard alone; both themes and widths.

What is drawn alike for two people is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from dozvon.core.roles import Role
from dozvon.platform.accounts import totp
from dozvon.web.pipelines.wording import SECTIONS
from tests.e2e.seed import PASSWORD, STAFF
from tests.routes import ADDRESSES, patterns, placed

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 2600}
"""The phone is so high that nothing lies under the bar of actions, as nothing does once it is scrolled to."""
RULES = {"target-size": {"enabled": True}}
"""Beside axe's usual ones; this one of WCAG 2.2 has to be asked for."""
FULL = {"resultTypes": ["violations"], "rules": RULES}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}

SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  document.getAnimations().forEach(one => one.cancel());
  done();
})))"""
SHAPE = re.compile(r'<\w+|(?:class|role|type|aria-\w+)="[^"]*"')
PEOPLE = [("Администратор", "admin"), *((f"{name} quiet", role) for name, role in STAFF)]


@pytest.fixture
def context(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """A browser of somebody who wants nothing to move: a colour on its way to another is none that anybody reads."""
    opened = chromium.new_context(viewport=WIDE, locale="ru-RU", base_url=site, reduced_motion="reduce")
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def known() -> set[int]:
    """Shapes of pages that were looked at."""
    return set()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.locator("#field-name").fill(name)
    page.locator("#field-password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/sign-in"))


def barriers(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds on the page as it is now."""
    page.evaluate(SETTLED)
    found = page.evaluate("options => axe.run(options).then(told => told.violations)", options)
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]


def faults(page: Page) -> list[str]:
    """What axe finds at both widths in both themes, a page wider than the screen, and a wrong language."""
    found: set[str] = set()
    page.evaluate(AXE_SCRIPT)
    for size, scheme, options in (
        (WIDE, "light", FULL),
        (NARROW, "light", FULL),
        (NARROW, "dark", CONTRAST),
        (WIDE, "dark", CONTRAST),
    ):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found |= {f"{scheme} {size['width']}: {fault}" for fault in barriers(page, options)}
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.add(f"wider than {size['width']}")
    if page.locator("html").get_attribute("lang") != "ru":
        found.add("not in Russian")
    page.emulate_media(color_scheme="light")
    return sorted(found)


def pages_of(context: BrowserContext) -> dict[str, int]:
    """The addresses that show the signed-in person a whole page, with the page's shape."""
    # Newest first: the last one is of the shop that no other test works in with this client.
    orders = re.findall(r"/orders/(\d+)/", context.request.get("/search?q=Петренко").text())
    ids = ADDRESSES | ({"order_id": int(orders[-1])} if orders else {}) | {"form": "txt"}
    wanted = [placed(pattern, ids) for pattern in patterns() if not pattern.startswith("api/")]
    sections = [placed("office/pipelines/<slug:code>/draft/<slug:section>", {"section": one}) for one in SECTIONS]
    found = {}
    for address in dict.fromkeys([*wanted, *sections]):
        answer = context.request.get(address, max_redirects=0)
        if answer.status == 200 and "<html" in (text := answer.text())[:200]:
            found[address] = hash("".join(SHAPE.findall(text)))
    return found


@pytest.mark.parametrize(("name", "role"), PEOPLE)
def test_every_page_of_a_person_is_accessible(context: BrowserContext, known: set[int], name: str, role: Role) -> None:
    page = context.new_page()
    sign_in(page, name)
    addresses = pages_of(context)
    assert len(addresses) > (25 if role == "admin" else 3)
    found: dict[str, list[str]] = {}
    for address, shape in addresses.items():
        if shape in known:
            continue
        known.add(shape)
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.goto(address)
        if wrong := faults(page):
            found[address] = wrong
    give_back(page, addresses)
    assert found == {}


def give_back(page: Page, addresses: Iterable[str]) -> None:
    """Whoever looks at a card has the order in their hands; the next one is to find it free."""
    for address in addresses:
        if re.fullmatch(r"/orders/\d+/", address):
            page.goto(address)
            if (button := page.locator('.dz-actions form[action$="/release"] button')).count():
                button.click()
                button.wait_for(state="detached")


def test_the_pages_before_the_desk_are_accessible(context: BrowserContext) -> None:
    """From the invitation to the second factor and the code, as a new person goes."""
    page = context.new_page()
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if wrong := faults(page):
            found[name] = wrong

    sign_in(page, "Администратор")
    person = "Новая сотрудница"
    page.goto("/office/people/new")
    page.locator("#field-name").fill(person)
    page.keyboard.press("Enter")
    link = page.locator("#invitation").inner_text()
    look("the link is shown")
    context.clear_cookies()
    page.goto("/sign-in")
    look("sign in")
    page.goto(link)
    look("invitation")
    for name in ("password", "again"):
        page.locator(f"#field-{name}").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.goto(link)
    look("used link")
    page.goto("/account/")
    page.locator("form[action='/account/factor'] button").click()
    page.locator("#factor-key").wait_for()
    look("set-up")
    page.locator("#field-code").fill(_code(page.locator("#factor-key").inner_text(), 0))
    page.keyboard.press("Enter")
    key = page.locator(".dz-codes code").first.inner_text()
    look("recovery codes")
    context.clear_cookies()
    sign_in(page, person)
    page.locator("#field-code").wait_for()
    look("code")
    page.locator("#field-code").fill("000000")
    page.keyboard.press("Enter")
    page.locator("[aria-invalid=true]").wait_for()
    look("wrong code")
    page.locator("#field-code").fill(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.goto("/nowhere")
    look("nothing here")
    assert found == {}


def _code(secret: str, steps: int) -> str:
    return totp.code_at(secret, totp.step_of(datetime.now(UTC)) + steps)
