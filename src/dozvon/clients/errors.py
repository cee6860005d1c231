"""Why a client could not be fetched, merged or changed."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.errors import FieldError


class ClientNotFound(Exception):
    """There is no such client, or it is not this actor's business."""


class FieldNotFound(Exception):
    """There is no such field of the shops' own."""


@dataclass
class BadMerge(Exception):
    """A merge, its undoing or an edit without sense: `same`, `merged` or `undone` (already), `not_last`, `erased`."""

    code: str


@dataclass
class BadClient(Exception):
    """A card, or a field of the shops' own, that cannot be changed as asked; each error names its field."""

    errors: list[FieldError]
