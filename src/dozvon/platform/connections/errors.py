"""What can be wrong with a connection."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from dozvon.core.errors import FieldError
from dozvon.platform.wording import sentence


@dataclass
class BadConnection(Exception):
    """A connection that cannot be as asked; each error names its field, setting or secret."""

    errors: list[FieldError]

    def __str__(self) -> str:
        with override("en"):
            return "; ".join(f"{error.field}: {sentence(error)}" for error in self.errors)


class ConnectionNotFound(Exception):
    """There is no such connection, or it serves shops that the actor does not see."""


class CheckFailed(Exception):
    """The other side cannot be used as the connection says; the message is one sentence without secrets."""
