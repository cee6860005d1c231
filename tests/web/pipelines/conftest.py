"""A shop, its head in a browser of her own, and an order that stands in its pipeline."""

from __future__ import annotations

import pytest
from django.test import Client

from dozvon.platform.accounts.models import User
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Every test here has one."""


@pytest.fixture
def shop(database: None) -> Shop:
    return make.shop()


@pytest.fixture
def marina(database: None) -> User:
    return make.user("Marina", "head", password=PASSWORD, language="en")


@pytest.fixture
def head(marina: User, shop: Shop) -> Client:
    """The head's browser."""
    return browser_of("Marina")
