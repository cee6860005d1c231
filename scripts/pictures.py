"""The pictures of the guides and the README: the demo's first minutes in Chromium, in each language.

Started by `make pictures`. The demo's people and orders are always the same; only the times are of today.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import get_browser
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DOZVON = [sys.executable, "-c", "import sys; from dozvon.config.cli import main; sys.exit(main())"]
LANGUAGES = {"ru": "ru-RU", "uk": "uk-UA", "en": "en-GB"}
SIZE = {"width": 1360, "height": 820}
LARGEST = 150_000
"""Bytes of a picture."""
OPERATOR, WAREHOUSE, HEAD = "Тарас Коваленко", "Пётр Складов", "Марина Павлова"
PASSWORD = "dozvon-demo"  # noqa: S105 (of the demo, shown on its sign-in page)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="dozvon-pictures-"))
    home.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOZVON_")}
    with (home / "log").open("wb") as log:
        command = [*DOZVON, "demo", "--port", str(port)]
        served = subprocess.Popen(command, env=kept | {"DOZVON_HOME": str(home)}, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()
            served.wait(60)
            shutil.rmtree(home, ignore_errors=True)


def _wait(address: str) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the demo did not start")


def entered(browser: Browser, address: str, person: str, language: str) -> Page:
    """A page of the person, signed in, in that language."""
    context = browser.new_context(
        viewport=SIZE, base_url=address, locale=LANGUAGES[language], color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("#field-name").fill(person)
    page.locator("#field-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#desk")
    page.locator(".dz-top .dz-menu > summary").last.click()
    page.locator(f"button[name='language'][value='{language}']").click()
    page.wait_for_selector(f"html[lang='{language}'] #desk")
    return page


def desk(page: Page) -> None:
    """A call in progress."""
    page.keyboard.press("F2")
    page.wait_for_selector("article#card")


def no_answer(page: Page) -> None:
    """The menu of a no-answer."""
    page.keyboard.press("F4")
    page.wait_for_timeout(300)


def call_later(page: Page) -> None:
    """The time of the next call."""
    page.keyboard.press("Escape")
    page.keyboard.press("F3")
    page.wait_for_timeout(1500)


def control(page: Page) -> None:
    """The day as it is now."""
    page.goto("/control/")


def move(page: Page) -> None:
    """A card with the head's panel."""
    page.goto("/search?q=10120")
    page.locator(".dz-row").first.click()
    page.wait_for_selector("article#card")
    page.goto(f"/orders/{page.locator('#card').get_attribute('data-order')}/lead")


def reports(page: Page) -> None:
    """The figures of a period."""
    page.goto("/reports/")


def day(page: Page) -> None:
    """The operator's own tasks by the hour."""
    page.keyboard.press("Escape")
    page.goto("/day/")


def new_order(page: Page) -> None:
    """An order by hand, for somebody the desk knows."""
    page.goto("/orders/new")
    page.locator("[name=name]").first.press_sequentially("Кузнецова")
    page.wait_for_selector(".dz-double")


def pick(page: Page) -> None:
    """A work list with some orders chosen."""
    page.goto("/work/assemble/")
    for row in page.locator(".dz-choose input[name=order]").all()[:3]:
        row.check()


def catalogue(page: Page) -> None:
    """What is sold."""
    page.goto("/office/products/")


def ladders(page: Page) -> None:
    """The delays between calls, with the calls they make."""
    page.goto("/office/pipelines/shop/")
    page.locator(".btn-primary").first.click()
    page.wait_for_url("**/draft/**")
    page.goto("/office/pipelines/shop/draft/ladders")
    page.wait_for_selector(".dz-preview:not(:empty)")
    page.locator(".dz-preview").first.scroll_into_view_if_needed()


SCENES: list[tuple[str, str, Callable[[Page], None]]] = [
    ("desk", OPERATOR, desk),
    ("no-answer", OPERATOR, no_answer),
    ("call-later", OPERATOR, call_later),
    ("day", OPERATOR, day),
    ("new-order", OPERATOR, new_order),
    ("work-list", WAREHOUSE, pick),
    ("control", HEAD, control),
    ("move", HEAD, move),
    ("reports", HEAD, reports),
    ("catalogue", HEAD, catalogue),
    ("ladders", HEAD, ladders),
]


def main() -> int:
    """Takes all pictures; exit code 1 where one is too large."""
    large = []
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(get_browser()), args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            pages = {person: entered(browser, address, person, language) for person in (OPERATOR, WAREHOUSE, HEAD)}
            for name, person, scene in SCENES:
                page = pages[person]
                scene(page)
                page.wait_for_timeout(300)
                content = smaller(page.screenshot())
                file = PICTURES / f"{name}.{language}.png"
                file.write_bytes(content)
                print(f"{file.relative_to(ROOT)}: {len(content) // 1000} kB")
                large += [file.name] if len(content) > LARGEST else []
            pages[OPERATOR].goto("/")
            pages[OPERATOR].keyboard.press("F2")
            pages[OPERATOR].wait_for_selector("article#card")
            pages[OPERATOR].keyboard.press("Alt+KeyR")
            pages[OPERATOR].wait_for_timeout(500)
        browser.close()
    return 1 if large else 0


def smaller(png: bytes) -> bytes:
    """The picture with the 256 colours that tell it best: a third of the bytes, and nobody sees it."""
    kept = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(kept, "PNG", optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(main())
