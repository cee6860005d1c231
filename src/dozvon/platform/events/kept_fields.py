"""Which fields of an event an erasure leaves: the declared schema, written where the database's own function reads it.

`dozvon_without_words` keeps what stands in the table `event_fields_kept` and takes out all else, so a field nobody
declared goes. The table is brought up to date by `dozvon migrate`; `dozvon doctor` compares it.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection, transaction

from dozvon.platform.capabilities import capabilities
from dozvon.platform.events.schema import AfterErasure, NewEvent, body_fields

LEGACY = "*"
"""What was kept of every kind before kinds were declared; it holds for kinds that nobody declares."""


class KeptField(NamedTuple):
    """A field that stays. `path` is `name` or `object.name`; of an object that is not `whole` only such fields stay.

    A kind of which nothing stays has one with an empty path.
    """

    kind: str
    path: str
    whole: bool


def declared_kinds() -> dict[str, type[NewEvent]]:
    """Every kind of event by its name. Raises ValueError for a name declared twice."""
    found: dict[str, type[NewEvent]] = {}
    for event in (event for capability in capabilities() for event in capability.events):
        if found.setdefault(event.kind, event) is not event:
            raise ValueError(f"two events are of the kind {event.kind}")
    return found


def declared() -> set[KeptField]:
    """What the capabilities declare as kept."""
    found = set()
    for name, kind in declared_kinds().items():
        found.add(KeptField(name, "", False))
        for field in body_fields(kind):
            if field.after_erasure is not AfterErasure.WORDS:
                found.add(KeptField(name, field.path, field.after_erasure is AfterErasure.KEPT))
    return found


_DROP = "DELETE FROM event_fields_kept WHERE (kind, path, whole) = (%s, %s, %s)"
_ADD = "INSERT INTO event_fields_kept (kind, path, whole) VALUES (%s, %s, %s)"


def kept_fields_match() -> bool:
    """Whether the database keeps what this program declares."""
    return _stored() == declared()


def sync_kept_fields() -> None:
    """Writes what is declared over what the database has."""
    with transaction.atomic():
        stored, wanted = _stored(), declared()
        with connection.cursor() as cursor:
            cursor.executemany(_DROP, sorted(stored - wanted))
            cursor.executemany(_ADD, sorted(wanted - stored))


def _stored() -> set[KeptField]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, path, whole FROM event_fields_kept WHERE kind <> %s", [LEGACY])
        names = [column.name for column in cursor.description]
        return {KeptField(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()}
