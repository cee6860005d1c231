"""A shop, an administrator and an operator, each in a browser of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from dozvon.platform.accounts import actions as accounts
from dozvon.platform.accounts.models import User
from dozvon.shops.models import Shop
from tests import factories as make

PASSWORD = "a long password"


def browser_of(name: str) -> Client:
    """A browser in which that person is signed in."""
    entered = accounts.sign_in(name, PASSWORD, "127.0.0.1", "Mozilla/5.0 (Windows) Firefox/140", datetime.now(UTC))
    browser = Client()
    browser.cookies["dozvon_session"] = entered.token
    return browser


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Every test here has one."""


@pytest.fixture
def shop(database: None) -> Shop:
    return make.shop()


@pytest.fixture
def olga(database: None) -> User:
    return make.user("Olga", password=PASSWORD, language="en")


@pytest.fixture
def admin(database: None) -> Client:
    """The administrator's browser."""
    make.user("Admin", "admin", password=PASSWORD, language="en")
    return browser_of("Admin")
