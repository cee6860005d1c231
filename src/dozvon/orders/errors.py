"""Why an order could not be fetched, taken or moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dozvon.core.errors import FieldError, Refusal


class OrderNotFound(Exception):
    """There is no such order, or it is not this actor's business."""


@dataclass
class Claimed(Exception):
    """Somebody else is working on the order."""

    holder: str
    until: datetime


@dataclass
class Stale(Exception):
    """The order changed since the caller saw it; `version` is the present one."""

    version: int


@dataclass
class NotUndoable(Exception):
    """An action cannot be taken back: `undo_changed` (the order is not as it left it, or there was none),
    `undo_not_yours`, `undo_late`, or `undo_off` where the shop takes nothing back."""

    code: str


class Closed(Exception):
    """The order is closed; there is nothing to claim."""


@dataclass
class Refused(Exception):
    """The rules refuse the action; each error names its field."""

    refusal: Refusal


@dataclass
class BadOrder(Exception):
    """An order or its lines that cannot be taken in; each error names its field."""

    errors: list[FieldError]
