"""Erasure at a client's request: who they are goes, what was sold stays (152-FZ art. 21, GDPR art. 17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.capabilities import client_data
from dozvon.platform.client_data import PersonTraces
from dozvon.platform.events import erasure
from dozvon.platform.events.actions import record, record_access
from dozvon.platform.events.schema import Subject
from dozvon.privacy import access
from dozvon.privacy.errors import ErasureRefused
from dozvon.privacy.events import ClientErased
from dozvon.privacy.person import person_of

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Erased:
    """The act, and how much was emptied by name: clients, orders, events, intakes, searches …"""

    erasure_id: int
    emptied: Mapping[str, int]


def erase(actor: Actor, client_id: int, reason: str, confirmed: int | None, now: datetime) -> Erased:
    """Empties all cards of the person, and takes their words out of whatever the parts of the program hold.

    `confirmed` repeats the client's number. Raises NotPermitted, ClientNotFound, and ErasureRefused: without a reason,
    or where a part of the program stands in the way. Nothing is erased then.
    """
    access.get(actor, client_id)
    reason = " ".join(reason.split()).replace("\x00", "")
    with transaction.atomic():
        person = person_of(actor, client_id, now, lock=True)
        errors = [*_form_errors(client_id, reason, confirmed, person), *_obstacles(person, lock=True)]
        if errors:
            raise ErasureRefused(errors)
        return _erase(person, reason)


def standing_in_the_way(actor: Actor, client_id: int, now: datetime) -> list[FieldError]:
    """Why the client could not be erased now, before anybody asks. Raises NotPermitted and ClientNotFound."""
    access.get(actor, client_id)
    return _obstacles(person_of(actor, client_id, now, lock=False), lock=False)


def _form_errors(client_id: int, reason: str, confirmed: int | None, person: PersonTraces) -> list[FieldError]:
    errors = []
    if not reason:
        errors.append(FieldError("reason", "missing"))
    elif len(reason) > LONGEST_REASON:
        errors.append(FieldError("reason", "too_long", {"limit": str(LONGEST_REASON)}))
    elif person.words.in_sentence(reason):
        errors.append(FieldError("reason", "names_client"))
    if confirmed != client_id:
        errors.append(FieldError("confirm", "not_confirmed", {"value": str(client_id)}))
    return errors


def _obstacles(person: PersonTraces, *, lock: bool) -> list[FieldError]:
    found = [error for part in client_data() for error in part.obstacles(person, lock=lock)]
    # Of a client that is empty already nothing else matters.
    return [error for error in found if error.code == "erased"] or found


def _erase(person: PersonTraces, reason: str) -> Erased:
    ids, orders = person.client_ids, person.order_ids
    act = erasure.begin(person.actor, person.now, ids, orders, reason)
    emptied: dict[str, int] = {}
    for part in client_data():
        emptied |= part.erase(person)
    told = {"erasure": act.pk, "orders": emptied["orders"], "intakes": emptied["intakes"]}
    record(person.actor, person.now, [ClientErased(Subject(client_id=pk), **told) for pk in ids])
    record_access(person.actor, person.now, "client.erase", orders, ids)
    return Erased(act.pk, emptied)
