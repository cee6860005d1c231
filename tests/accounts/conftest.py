"""People to act on; passwords hashed quickly, for no test here is about hashing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon.core.actor import Actor
from tests import factories as make

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Every test here has one."""


@pytest.fixture
def admin(database: None) -> Actor:
    """Who looks after everybody."""
    return make.actor("Admin", "admin")
