"""The desk of the desk's tests, with a head in front of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.web.desk.conftest import NOW, Desk

__all__ = ["NOW", "Desk"]


@pytest.fixture(autouse=True)
def noon(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the web stands still at NOW; passwords are hashed quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def desk(noon: None) -> Desk:
    """An empty desk."""
    return Desk()


@pytest.fixture
def head(desk: Desk) -> Client:
    """The browser of the head of `shop`."""
    desk.person("Head", "head", shop=desk.shop())
    return desk.browser("Head")
