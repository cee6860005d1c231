"""The pictures of the guides and the README: the demo's first minutes in Chromium, in Russian and English.

Started by `make pictures`. The demo's people and orders are always the same; only the times are of today.
"""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("DOZVON_CHROMIUM") or "/usr/bin/chromium"
DOZVON = [sys.executable, "-c", "import sys; from dozvon.config.cli import main; sys.exit(main())"]
LANGUAGES = {"ru": "ru-RU", "en": "en-GB"}
SIZE = {"width": 1360, "height": 820}
LARGEST = 150_000
"""Bytes of a picture."""
OPERATOR, HEAD, PASSWORD = "Тарас Коваленко", "Марина Павлова", "dozvon-demo"


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


SCENES: list[tuple[str, str, Callable[[Page], None]]] = [
    ("desk", OPERATOR, desk),
    ("no-answer", OPERATOR, no_answer),
    ("call-later", OPERATOR, call_later),
    ("control", HEAD, control),
    ("move", HEAD, move),
    ("reports", HEAD, reports),
]


def main() -> int:
    """Takes all pictures; exit code 1 where one is too large."""
    large = []
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            pages = {person: entered(browser, address, person, language) for person in (OPERATOR, HEAD)}
            for name, person, scene in SCENES:
                page = pages[person]
                scene(page)
                page.wait_for_timeout(300)
                content = smaller(page.screenshot())
                file = PICTURES / f"{name}.{language}.png"
                file.write_bytes(content)
                print(f"{file.relative_to(ROOT)}: {len(content) // 1000} kB")
                large += [file.name] if len(content) > LARGEST else []
            pages[OPERATOR].keyboard.press("Escape")
            pages[OPERATOR].keyboard.press("Alt+KeyR")
            pages[OPERATOR].wait_for_timeout(500)
        browser.close()
    return 1 if large else 0


def smaller(png: bytes) -> bytes:
    """The picture with the 256 colours it is mostly made of: a third of the bytes, and nobody sees it."""
    width, height, pixels = _pixels(png)
    # The two lowest bits of a channel are the shades of smoothed letters.
    coarse = [tuple(value & 0xFC | value >> 6 for value in pixel) for pixel in pixels]
    counted = [colour for colour, _ in Counter(coarse).most_common()]
    palette = counted[:256]
    place = {colour: index for index, colour in enumerate(palette)}
    for colour in counted[256:]:
        place[colour] = min(range(len(palette)), key=lambda at, c=colour: _distance(palette[at], c))  # type: ignore[misc]
    rows = b"".join(
        b"\x00" + bytes(place[colour] for colour in coarse[at : at + width]) for at in range(0, width * height, width)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = [(b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _pixels(png: bytes) -> tuple[int, int, list[tuple[int, int, int]]]:
    """Width, height and the colours of a picture as Chromium writes it: eight bits, not interlaced."""
    at, packed = 8, b""
    width, height, step = *struct.unpack(">II", png[16:24]), 4 if png[25] == 6 else 3
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, before = zlib.decompress(packed), bytearray(width * step)
    pixels: list[tuple[int, int, int]] = []
    for row in range(height):
        start = row * (width * step + 1)
        before = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), before, step)
        pixels += [(before[at], before[at + 1], before[at + 2]) for at in range(0, width * step, step)]
    return width, height, pixels


def _unfiltered(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """One row of a PNG (RFC 2083, section 6)."""
    for at in range(len(line) if kind else 0):
        left = line[at - step] if at >= step else 0
        up, corner = above[at], above[at - step] if at >= step else 0
        if kind == 4:
            guess = left + up - corner
            near = min((left, up, corner), key=lambda value: abs(guess - value))
        else:
            near = (left, up, (left + up) // 2)[kind - 1]
        line[at] = (line[at] + near) & 0xFF
    return line


if __name__ == "__main__":
    sys.exit(main())
