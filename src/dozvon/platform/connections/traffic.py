"""What is kept of a connection's traffic: when it last worked, when and why it last failed, what came in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dozvon.core.actor import SYSTEM
from dozvon.platform.connections.models import BROKEN, ON, Connection
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS
from dozvon.platform.people.actions import NewNotice, notify
from dozvon.platform.people.addressees import Addressee, Holders, Persons, recipients

LONGEST_REASON = 300


def note_success(connection_id: int, now: datetime) -> None:
    """The other side answered as it should."""
    Connection.objects.filter(pk=connection_id).update(last_success_at=now)
    _turn(connection_id, BROKEN, ON, "connection.works", now)


def note_failure(connection_id: int, reason: str, now: datetime) -> None:
    """A call failed; `reason` is a sentence without secrets."""
    Connection.objects.filter(pk=connection_id).update(last_failure_at=now, last_failure=reason[:LONGEST_REASON])


def note_broken(connection_id: int, now: datetime) -> None:
    """So many calls failed that no more are made for a while."""
    _turn(connection_id, ON, BROKEN, "connection.down", now)


def note_received(connection_id: int, now: datetime) -> None:
    """Something came in by the connection's hook."""
    Connection.objects.filter(pk=connection_id).update(last_received_at=now)


def note(code: str, reason: str, now: datetime, *, is_broken: bool = False) -> None:
    """What came of a call by the connection of that code: `reason` is empty where it went well."""
    found = Connection.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        return
    if not reason:
        note_success(found, now)
        return
    note_failure(found, reason, now)
    if is_broken:
        note_broken(found, now)


def _turn(connection_id: int, was: str, becomes: str, notice: str, now: datetime) -> None:
    """Moves the connection from one state to another and tells whoever looks after it, once."""
    with transaction.atomic():
        if not Connection.objects.filter(pk=connection_id, state=was).update(state=becomes):
            return
        connection = Connection.objects.get(pk=connection_id)
        address = reverse("connection", args=[connection.code])
        told = NewNotice(notice, {"name": connection.code}, address, key=f"{notice} {connection_id}")
        notify(SYSTEM, _keepers(connection), told, now)


def _keepers(connection: Connection) -> Addressee:
    """Those who manage connections and see all shops that it serves."""
    if connection.shop_ids is None:
        return Holders(MANAGE_CONNECTIONS)
    of_each = [set(recipients(Holders(MANAGE_CONNECTIONS, shop_id))) for shop_id in connection.shop_ids]
    return Persons(frozenset(set.intersection(*of_each)))
