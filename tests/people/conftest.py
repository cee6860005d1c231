"""Every test of people has a database."""

from __future__ import annotations

import pytest


@pytest.fixture
def database(db: None) -> None:
    """A test that names it has one."""
