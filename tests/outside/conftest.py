"""A provider of the tests' own among those of the program."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from pytest_django import Settings

from dozvon import providers as package
from dozvon.platform.connections.providers import providers
from tests.outside.server import Server, serving


@pytest.fixture
def echo() -> Iterator[None]:
    """`probe echo` can be connected."""
    folder = str(Path(__file__).parent / "adapters")
    package.__path__.append(folder)
    providers.cache_clear()
    yield
    package.__path__.remove(folder)
    providers.cache_clear()


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """A server on loopback that the program may call."""
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    with serving() as started:
        yield started
