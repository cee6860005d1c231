"""Who reads what: one reader for each kind of message, declared by its capability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from dozvon.core.actor import Actor
from dozvon.platform.capabilities import capabilities
from dozvon.platform.inbox.models import InboxMessage


class MessageRefused(Exception):
    """The reader found the message wrong, and has noted why."""


class MessageNotFound(Exception):
    """There is no such message, or it is done."""


@dataclass(frozen=True, slots=True)
class InboxReader:
    """Reads the messages of one kind.

    `read(message, actor, now)` acts as `actor`, or as whoever sent the message where None is given, and closes the
    message as done, failed or partly. It may be called again for a message that it has read before. Raises
    MessageRefused; anything else is a fault of the program, and the message stays as it was.
    """

    kind: str
    read: Callable[[InboxMessage, Actor | None, datetime], None]


@cache
def _readers() -> dict[str, InboxReader]:
    return {reader.kind: reader for one in capabilities() for reader in one.inbox_readers}


def read(message: InboxMessage, actor: Actor | None, now: datetime) -> None:
    """Hands the message to the reader of its kind. Raises MessageRefused."""
    _readers()[message.kind].read(message, actor, now)
