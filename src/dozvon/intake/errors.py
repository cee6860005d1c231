"""Why an intake was not taken in; the raw intake is kept all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from dozvon.core.errors import FieldError
from dozvon.platform.inbox.readers import MessageRefused


@dataclass
class IntakeRefused(MessageRefused):
    """What came cannot become an order. `raw_id` names the kept intake, `status` the HTTP sense of it."""

    errors: list[FieldError]
    raw_id: int
    not_json: bool = False


class CannotPull(Exception):
    """The shop cannot be asked, or did not answer as it should; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of a bulk intake."""

    index: int
    order_id: int | None = None
    duplicate: bool = False
    errors: list[FieldError] = field(default_factory=list)
