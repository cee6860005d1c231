"""What can be wrong with a shop."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.errors import FieldError


@dataclass
class BadShop(Exception):
    """A shop that cannot be made or changed as asked; `message` says the cure."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


@dataclass
class BadSettings(Exception):
    """Settings that cannot be used; each error names its field."""

    errors: list[FieldError]


class ShopNotFound(Exception):
    """There is no such shop, or it is not this actor's business."""
