"""What can be wrong with a user, a sign-in or a token."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from dozvon.core.errors import FieldError
from dozvon.platform.wording import sentence


@dataclass
class SignInRefused(Exception):
    """Not let in: `wrong` (name or password), `wrong_code`, `expired` (begin again), `limited` (wait `retry_after`
    seconds) or `disabled`."""

    code: str
    retry_after: int | None = None


@dataclass
class CodeNeeded(Exception):
    """The password was right; a code of the second factor must follow, sent together with this ticket."""

    ticket: str


@dataclass
class BadAccount(Exception):
    """A user, password or token that cannot be as asked; each error names its field."""

    errors: list[FieldError]

    @property
    def field(self) -> str:
        """The first field that is wrong."""
        return self.errors[0].field

    def __str__(self) -> str:
        with override("en"):
            return "; ".join(f"{error.field}: {sentence(error)}" for error in self.errors)


class UserNotFound(Exception):
    """There is no such user, or they are none of this actor's people."""


class BannerNotFound(Exception):
    """There is no such banner any more."""


class InvitationGone(Exception):
    """The link was used, replaced by a newer one, or is too old."""
