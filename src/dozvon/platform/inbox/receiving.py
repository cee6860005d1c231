"""What a connection brings is stored here, once, before anybody reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from dozvon.platform import jobs
from dozvon.platform.connections import traffic
from dozvon.platform.connections.models import Connection
from dozvon.platform.database import rows
from dozvon.platform.inbox import tasks
from dozvon.platform.inbox.models import DONE, RECEIVED, ForgedMessage, InboxMessage

MOST_WAITING: Final = 20_000
MOST_WAITING_BYTES: Final = 512 * 1024 * 1024
"""Messages of one connection that are not done, and their bytes: what comes beyond is refused until some are."""


class InboxFull(Exception):
    """The connection has more unread messages than are kept."""


class OtherBody(Exception):
    """Another body came under an id that is known: which of them is true, nobody can tell."""


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message of a connection: the sender's id of it, or None, the bytes, and what else its reader needs."""

    external_id: str | None
    body: bytes
    sent: Mapping[str, Any]


_ADD = """
INSERT INTO inbox (
    received_at, kind, state, body, connection_id, external_id, sent, actor_label, errors, failed_rows, tries
) VALUES (%s, %s, %s, %s, %s, %s, %s, '', '[]', '[]', 0)
ON CONFLICT (connection_id, external_id) WHERE connection_id IS NOT NULL DO NOTHING
RETURNING id
"""
_WAITING = """
SELECT count(*), coalesce(sum(octet_length(body)), 0) FROM inbox WHERE connection_id = %s AND state <> %s
"""


def receive(source: Connection, incoming: ReceivedMessage, now: datetime) -> int | None:
    """Stores the message and has it read soon; its id, or None where it is here already.

    Raises InboxFull and OtherBody.
    """
    external_id = incoming.external_id or hashlib.sha256(incoming.body).hexdigest()
    external_id = external_id.replace("\x00", "")[:200]
    with transaction.atomic():
        _demand_room(source)
        values = (now, source.port, RECEIVED, incoming.body, source.pk, external_id, rows.document(dict(incoming.sent)))
        with connection.cursor() as cursor:
            cursor.execute(_ADD, values)
            added = cursor.fetchone()
        traffic.note_received(source.pk, now)
        if added is not None:
            # One after another: two messages of one order are not read at once.
            jobs.enqueue(tasks.read_message, in_turn=f"inbox {source.pk}", message_id=added[0])
            return int(added[0])
    known = InboxMessage.objects.get(connection_id=source.pk, external_id=external_id)
    if known.emptied_at is None and bytes(known.body) != incoming.body:
        raise OtherBody
    return None


def note_forged(source: Connection, size: int, address: str, now: datetime) -> None:
    """Keeps that something came which nobody can vouch for."""
    ForgedMessage.objects.create(received_at=now, connection_id=source.pk, size=size, address=address[:45])


def _demand_room(source: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [source.pk, DONE])
        count, size = cursor.fetchone()
    if count >= MOST_WAITING or size >= MOST_WAITING_BYTES:
        raise InboxFull
