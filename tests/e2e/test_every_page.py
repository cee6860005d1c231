"""Every page of every role: nothing hinders who hears, magnifies or has the keyboard alone; both themes and widths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from dozvon.platform.accounts import totp
from tests.e2e.seed import PASSWORD
from tests.routes import ADDRESSES, patterns, placed

PEOPLE = ("Ирина quiet", "Администратор")
WIDTHS = (1440, 390)
CONTRAST = {"runOnly": ["color-contrast"]}

SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  document.getAnimations().forEach(one => one.finish());
  done();
})))"""


@pytest.fixture
def context(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser as wide as the parameter says."""
    width = getattr(request, "param", 1440)
    opened = chromium.new_context(viewport={"width": width, "height": 900}, locale="ru-RU", base_url=site)
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.locator("#field-name").fill(name)
    page.locator("#field-password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/sign-in"))


def faults(page: Page) -> list[str]:
    """What axe finds in both themes, a page wider than the screen, and a wrong language."""
    found: set[str] = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        # A colour on its way to another is none that anybody reads.
        page.evaluate(SETTLED)
        told = Axe().run(page, options=None if scheme == "light" else CONTRAST).response["violations"]
        for fault in told:
            found |= {f"{scheme}: {fault['id']} {node['html'][:120]}" for node in fault["nodes"][:3]}
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.add("wider than the screen")
    if page.locator("html").get_attribute("lang") != "ru":
        found.add("not in Russian")
    return sorted(found)


def pages_of(page: Page) -> list[str]:
    """The addresses that show the signed-in person a whole page."""
    page.goto("/search?q=Петренко")
    order = int((page.locator("[data-order], .dz-row").first.get_attribute("href") or "/orders/1/").split("/")[2])
    known = ADDRESSES | {"order_id": order, "form": "txt"}
    wanted = [placed(pattern, known) for pattern in patterns() if not pattern.startswith("api/")]
    found = [address for address in wanted if _is_page(page.context, address)]
    # Others see of the same pages less; what the desk and the head's pages show depends on the role.
    return found if page.locator("a[href='/office/']").count() else [one for one in found if "/office/" not in one]


def _is_page(context: BrowserContext, address: str) -> bool:
    answer = context.request.get(address, max_redirects=0)
    return answer.status == 200 and "<html" in answer.text()[:200]


@pytest.mark.parametrize("context", WIDTHS, indirect=True)
@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_of_a_person_is_accessible(context: BrowserContext, name: str) -> None:
    page = context.new_page()
    sign_in(page, name)
    addresses = pages_of(page)
    assert len(addresses) > (15 if name == "Администратор" else 3)
    found: dict[str, list[str]] = {}
    for address in addresses:
        page.goto(address)
        if wrong := faults(page):
            found[address] = wrong
    assert found == {}


@pytest.mark.parametrize("context", WIDTHS, indirect=True)
def test_the_pages_before_the_desk_are_accessible(context: BrowserContext) -> None:
    """From the invitation to the second factor and the code, as a new person goes."""
    page = context.new_page()
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if wrong := faults(page):
            found[name] = wrong

    sign_in(page, "Администратор")
    person = f"Новая {(page.viewport_size or {})['width']}"
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
