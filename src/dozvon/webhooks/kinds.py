"""Which kinds of events webhooks can be told of."""

from __future__ import annotations

from functools import cache

from dozvon.platform.capabilities import capabilities

TOLD = ("order.", "client.")
"""Beginnings of the kinds: what happens to orders and clients."""


@cache
def kinds() -> tuple[str, ...]:
    """All of them, by name."""
    declared = (event.kind for capability in capabilities() for event in capability.events)
    return tuple(sorted(kind for kind in declared if kind.startswith(TOLD)))
