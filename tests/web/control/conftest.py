"""The desk of the desk's tests, with a head in front of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.desk.conftest import NOW, Desk

__all__ = ["NOW", "Desk"]


@pytest.fixture(autouse=True)
def noon(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the web stands still at NOW."""
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
