"""The front end in Chromium: keys, menus, focus, errors, contrast, both widths; nothing the policy forbids."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect

from dozvon.web import manifest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the tests tell what went wrong."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The pages and the built files on a free port."""
    pages = get_wsgi_application()

    def serve(environ: WSGIEnvironment, start: StartResponse) -> Any:
        built = manifest.DIST / Path(environ["PATH_INFO"]).name
        if environ["PATH_INFO"].startswith(manifest.PREFIX) and built.is_file():
            start("200 OK", [("Content-Type", TYPES[built.suffix])])
            return [built.read_bytes()]
        return pages(environ, start)

    server = make_server("127.0.0.1", 0, serve, _Server, _Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """The sign-in page, in English; what the browser complains about fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", base_url=site)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    opened.goto("/sign-in")
    yield opened
    context.close()
    assert complaints == []


def add(page: Page, html: str) -> None:
    """Puts markup of the desk at the end of the page and lets htmx see it."""
    page.evaluate(
        "html => { const main = document.querySelector('main'); main.insertAdjacentHTML('beforeend', html);"
        " htmx.process(main); }",
        html,
    )


MENU = """<details class="dz-menu"><summary id="none" data-key="F4">No answer</summary><div class="dz-menu-items">
<button type="button" class="dz-menu-item" id="busy" data-key="Digit1">Busy</button>
<button type="button" class="dz-menu-item" id="reply" data-key="Digit2">No reply</button></div></details>
<output id="pressed"></output>"""
TELL = """() => document.addEventListener("click", (e) => {
  const key = e.target.closest("[data-key]"); if (key) document.getElementById("pressed").textContent += key.id + " ";
})"""


def test_a_menu_opens_by_its_key_and_gives_the_keyboard_back(page: Page) -> None:
    add(page, MENU)
    page.keyboard.press("F4")
    expect(page.locator("#busy")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#busy")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#busy")).to_be_hidden()
    expect(page.locator("#none")).to_be_focused()


def test_a_click_elsewhere_closes_a_menu(page: Page) -> None:
    add(page, MENU)
    page.keyboard.press("F4")
    page.locator("h1").click()
    expect(page.locator("#busy")).to_be_hidden()


def test_an_item_of_an_open_menu_comes_before_what_lies_under_it(page: Page) -> None:
    add(page, '<button type="button" id="under" data-key="Digit1">Answer</button>' + MENU)
    page.evaluate(TELL)
    page.locator("h1").click()
    page.keyboard.press("Digit1")
    page.keyboard.press("F4")
    page.keyboard.press("Digit1")
    expect(page.locator("#pressed")).to_have_text("under busy")


def test_a_key_is_its_place_whatever_the_layout(page: Page) -> None:
    add(page, '<button type="button" id="goods" data-key="KeyT">Goods</button><output id="pressed"></output>')
    page.evaluate(TELL)
    page.locator("h1").click()
    page.evaluate(
        "() => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'е', code: 'KeyT', bubbles: true, cancelable: true}))"
    )
    expect(page.locator("#pressed")).to_have_text("goods")


def test_letters_typed_into_a_field_are_text_and_function_keys_are_not(page: Page) -> None:
    add(
        page,
        '<button type="button" id="goods" data-key="KeyT">Goods</button>'
        '<button type="button" id="confirm" data-key="F9">Confirm</button><output id="pressed"></output>',
    )
    page.evaluate(TELL)
    page.locator("#field-name").focus()
    page.keyboard.press("KeyT")
    page.keyboard.press("F9")
    expect(page.locator("#field-name")).to_have_value("t")
    expect(page.locator("#pressed")).to_have_text("confirm")


def test_a_key_brings_one_to_a_field(page: Page) -> None:
    add(page, '<input id="find" value="4567" data-key="Slash" aria-label="Find">')
    page.locator("h1").click()
    page.keyboard.press("Slash")
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator("#find")).to_have_value("4567")


def answer(page: Page, status: int, body: str, **headers: str) -> None:
    """What the server will say to the form."""
    page.route(
        "**/act", lambda route: route.fulfill(status=status, body=body, content_type="text/html", headers=headers)
    )


FORM = """<form hx-post="/act" hx-target="this" hx-swap="outerHTML"><input name="comment" id="comment" aria-label="c">
<button id="send">Send</button></form>"""


def test_a_refused_form_is_shown_and_the_first_wrong_field_has_the_keyboard(page: Page) -> None:
    add(page, FORM)
    wrong = '<form><input id="comment" aria-label="c" aria-invalid="true"><p id="why">Say what it was</p></form>'
    answer(page, 422, wrong)
    page.locator("#send").click()
    expect(page.locator("#why")).to_be_visible()
    expect(page.locator("#comment")).to_be_focused()


def test_a_swap_keeps_the_keyboard_where_it_was(page: Page) -> None:
    add(page, FORM)
    answer(page, 200, FORM + "<p id='done'>Saved</p>")
    page.locator("#comment").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#comment")).to_be_focused()


def test_a_form_of_htmx_carries_the_token(page: Page) -> None:
    add(page, FORM)
    answer(page, 200, "<p id='done'>Saved</p>")
    with page.expect_request("**/act") as sent:
        page.locator("#send").click()
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    assert token
    assert sent.value.headers["x-csrftoken"] == token


def test_an_error_goes_to_the_notices_and_leaves_the_form(page: Page) -> None:
    add(page, FORM)
    answer(page, 500, "<p id='sorry'>Sorry</p>", **{"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
    page.locator("#send").click()
    expect(page.locator("#notices #sorry")).to_be_visible()
    expect(page.locator("#comment")).to_be_visible()


def test_silence_of_the_server_is_told_until_it_answers(page: Page) -> None:
    add(page, FORM)
    page.route("**/act", lambda route: route.abort())
    page.locator("#send").click()
    expect(page.locator("#offline")).to_be_visible()
    page.unroute("**/act")
    answer(page, 200, FORM)
    page.locator("#send").click()
    expect(page.locator("#offline")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_sign_in_page_is_accessible_and_fits(chromium: Browser, site: str, scheme: Any, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="uk", color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{site}/sign-in")
    page.locator("#field-name").fill("Ольга")
    page.locator("form:has(#field-name) button").click()
    expect(page.locator("#field-password-error")).to_be_visible()
    page.locator("summary").click()
    faults = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in faults] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_without_a_script_the_menu_and_the_theme_still_work(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("summary").click()
    page.locator('button[value="dark"]').click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    context.close()


def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    page.locator(".dz-skip").focus()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == ["btn", "field-name", "field-password", "btn btn-primary"]


def test_the_skip_link_shows_itself_and_leads_to_the_content(page: Page) -> None:
    page.locator(".dz-skip").focus()
    expect(page.locator(".dz-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
