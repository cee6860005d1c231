"""A provider of the tests' own among those of the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dozvon import providers as package
from dozvon.platform.connections.providers import providers


@pytest.fixture
def echo() -> Iterator[None]:
    """`probe echo` can be connected."""
    folder = str(Path(__file__).parent / "adapters")
    package.__path__.append(folder)
    providers.cache_clear()
    yield
    package.__path__.remove(folder)
    providers.cache_clear()
