"""The tests' own provider, connected to all shops."""

from __future__ import annotations

import pytest

from dozvon.api import hooks
from dozvon.core.actor import SYSTEM
from dozvon.platform.connections import actions
from dozvon.platform.connections.models import Connection
from dozvon.platform.serving.rates import RateLimit
from tests.outside.conftest import echo as echo


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "BY_ADDRESS", RateLimit(20, 600))
    monkeypatch.setattr(hooks, "BY_CONNECTION", RateLimit(20, 600))


@pytest.fixture
def source(echo: None) -> Connection:
    return actions.add(SYSTEM, "probe", "echo", None, {"url": "https://echo.example.org"}, {"key": "right"})
