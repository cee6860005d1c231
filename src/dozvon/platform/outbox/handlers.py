"""Who makes which kind of call. A capability registers its handlers in its `tasks.py`, which every worker loads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dozvon.platform.outbox.models import Outgoing
from dozvon.platform.outbox.traces import CallResult


class GiveUp(Exception):
    """The call need not be tried again: what it was about is gone, or the other side refuses it for good."""


Send = Callable[[Outgoing], CallResult]


@dataclass(frozen=True, slots=True)
class Handler:
    """One kind of call. `send` makes it, with no transaction open; it raises OutsideError, or GiveUp."""

    kind: str
    send: Send
    at_once: int


_HANDLERS: dict[str, Handler] = {}


def handler(kind: str, at_once: int = 4) -> Callable[[Send], Send]:
    """Makes a function the handler of a kind; `at_once` calls may be under way for one target."""

    def register(send: Send) -> Send:
        _HANDLERS[kind] = Handler(kind, send, at_once)
        return send

    return register


def handler_of(kind: str) -> Handler | None:
    """The handler of a kind; None where this program has none (any more)."""
    return _HANDLERS.get(kind)
