"""The real program on a free port with a database of its own, and Chromium in front of it."""

from __future__ import annotations

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
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.operating import COUNT_REQUESTS, rest
from tests.e2e.seed import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
DOZVON = [sys.executable, "-c", "import sys; from dozvon.config.cli import main; sys.exit(main())"]
STARTS_WITHIN = 60
"""Seconds."""
SEEN_WITHIN = 20_000
"""Milliseconds: how slow a busy machine may be, not what is promised; that is measured in `bench/`."""

expect.set_options(timeout=SEEN_WITHIN)


def _environment(home: Path) -> dict[str, str]:
    """The program's environment: nothing of the tests' own installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DOZVON_", "DJANGO_"))}
    return {**kept, "DOZVON_HOME": str(home), "PYTHONPATH": str(ROOT)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"dozvon serve ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"dozvon serve is not ready after {STARTS_WITHIN} s")


@pytest.fixture(scope="package")
def site() -> Iterator[str]:
    """The address of a program that serves three filled shops."""
    home = Path(tempfile.mkdtemp(prefix="dozvon-e2e-"))
    home.chmod(0o755)
    environment, port = _environment(home), _free_port()
    subprocess.run([sys.executable, "-m", "tests.e2e.seed"], cwd=ROOT, env=environment, check=True)
    command = [*DOZVON, "serve", "--port", str(port), "--workers", "1"]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)
            shutil.rmtree(home, ignore_errors=True)


Open = Callable[..., Page]


@pytest.fixture
def open_desk(chromium: Browser, site: str) -> Iterator[Open]:
    """Signs a person in and shows the desk; fails the test for anything the browser complained about."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(name: str, width: int = 1440, height: int = 900, scripts: bool = True, locale: str = "ru-RU") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=locale, base_url=site, java_script_enabled=scripts
        )
        contexts.append(context)
        context.add_init_script(COUNT_REQUESTS)
        page = context.new_page()
        page.set_default_timeout(SEEN_WITHIN)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # Shown with a test that fails.
        page.on("requestfailed", lambda asked: print(f"{name}: {asked.method} {asked.url} failed: {asked.failure}"))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        page.goto("/sign-in")
        page.locator("#field-name").fill(name)
        page.locator("#field-password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#desk")
        rest(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
