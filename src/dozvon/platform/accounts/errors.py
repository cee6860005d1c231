"""What can be wrong with a user, a sign-in or a token."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class SignInRefused(Exception):
    """Not let in: `wrong` (name or password), `limited` (wait `retry_after` seconds) or `disabled`."""

    code: str
    retry_after: int | None = None


@dataclass
class BadAccount(Exception):
    """A user or token that cannot be made as asked; `field` names what is wrong, `message` says the cure."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class NotPermitted(Exception):
    """The actor's role or token does not allow this."""
