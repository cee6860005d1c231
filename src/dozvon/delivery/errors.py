"""What can be wrong with ways of delivery, or with what is chosen for an order."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.errors import FieldError


@dataclass
class BadWays(Exception):
    """Ways that cannot be kept; each error names its field."""

    errors: list[FieldError]


@dataclass
class BadDelivery(Exception):
    """A choice that cannot be kept; each error names its field: way, cost, date, hours or point."""

    errors: list[FieldError]
