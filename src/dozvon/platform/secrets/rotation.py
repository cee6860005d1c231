"""A new version of the key, and everything sealed once more with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import models, transaction

from dozvon.platform.secrets import sealing
from dozvon.platform.secrets.models import SealedField

AT_ONCE: Final = 200
"""Rows sealed again in one transaction."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of the secrets of one column; `unreadable` are the owners of those that no known key opens."""

    purpose: str
    count: int
    unreadable: tuple[str, ...] = ()


def rotate() -> list[Resealed]:
    """Seals every secret with a new version of the key, a batch at a time. The program may run meanwhile.

    What cannot be read stays as it is. May be repeated: a run that was cut off leaves every secret readable.
    """
    with transaction.atomic():
        sealing.new_version()
    return [_reseal(model, field) for model, field in sealed_columns()]


def unreadable() -> list[Resealed]:
    """The columns that hold secrets which no known key opens, with their owners."""
    found = []
    for model, field in sealed_columns():
        rows = model._default_manager.exclude(**{field.attname: ""}).order_by("pk")
        lost = tuple(_owner(row, field) for row in rows.iterator(AT_ONCE) if _open(row, field) is None)
        if lost:
            found.append(Resealed(field.purpose, 0, lost))
    return found


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Every column that holds sealed secrets, with its model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield model, field


def _reseal(model: type[models.Model], field: SealedField) -> Resealed:
    count, lost, last = 0, list[str](), None
    while True:
        with transaction.atomic():
            rows = model._default_manager.select_for_update().exclude(**{field.attname: ""}).order_by("pk")
            batch = list((rows if last is None else rows.filter(pk__gt=last))[:AT_ONCE])
            if not batch:
                return Resealed(field.purpose, count, tuple(lost))
            last = batch[-1].pk
            for row in batch:
                secret = _open(row, field)
                if secret is None:
                    lost.append(_owner(row, field))
                    continue
                setattr(row, field.attname, sealing.seal(field.purpose, _owner(row, field), secret))
                row.save(update_fields=[field.attname])
                count += 1


def _open(row: models.Model, field: SealedField) -> str | None:
    try:
        return sealing.unseal(field.purpose, _owner(row, field), getattr(row, field.attname))
    except sealing.Unreadable:
        return None


def _owner(row: models.Model, field: SealedField) -> str:
    return str(getattr(row, field.owner))
