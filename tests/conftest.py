"""One embedded PostgreSQL for the whole test session, in a home of its own, gone afterwards.

A given DOZVON_DATABASE_URL is used instead: so the same tests run against another server.
The server starts with the first test that asks for a database; xdist's workers share it through the environment.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

HOME_VARIABLE = "DOZVON_TEST_HOME"
OWNS_HOME = HOME_VARIABLE not in os.environ
if OWNS_HOME:
    os.environ[HOME_VARIABLE] = tempfile.mkdtemp(prefix="dozvon-test-")
    Path(os.environ[HOME_VARIABLE]).chmod(0o755)

TEST_HOME = Path(os.environ[HOME_VARIABLE])
os.environ["DOZVON_HOME"] = str(TEST_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "dozvon.config.settings"
# A browser's driver keeps an event loop in the thread of the tests: Django would take all of them for asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
for name in ("DOZVON_SECRET_KEY", "DOZVON_SECRET_KEY_FILE", "DOZVON_DEBUG", "DOZVON_ALLOWED_HOSTS"):
    os.environ.pop(name, None)
django.setup()
# How passwords are kept is slow on purpose, and no matter of most tests.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from dozvon.platform.database import cluster, schema  # noqa: E402  (the home must be known before)
from dozvon.platform.events import notifying  # noqa: E402
from scripts import browser  # noqa: E402

# How long an example takes is measured in `bench/`; on a busy machine it says nothing of what is right.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Starts the server before the test databases are made, one for each process of the tests."""
    if "DOZVON_DATABASE_URL" not in os.environ:
        cluster.ensure_running(TEST_HOME, NOT_DURABLE)


def pytest_unconfigure() -> None:
    """Stops the server and removes the home, in the process that made it."""
    if OWNS_HOME:
        cluster.stop(TEST_HOME)
        shutil.rmtree(TEST_HOME)
        os.environ.pop(HOME_VARIABLE, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django's; before the test database goes, nobody may be connected to it."""
    with django_db_blocker.unblock():
        schema.settle()
    yield
    notifying.rest()


QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process; each test opens a context of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(browser.get_browser()), args=QUIET)
        yield started
        started.close()
