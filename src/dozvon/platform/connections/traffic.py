"""What is kept of a connection's traffic: when it last worked, when and why it last failed, what came in."""

from __future__ import annotations

from datetime import datetime

from dozvon.platform.connections.models import BROKEN, ON, Connection

LONGEST_REASON = 300


def note_success(connection_id: int, now: datetime) -> None:
    """The other side answered as it should."""
    Connection.objects.filter(pk=connection_id).update(last_success_at=now)
    Connection.objects.filter(pk=connection_id, state=BROKEN).update(state=ON)


def note_failure(connection_id: int, reason: str, now: datetime) -> None:
    """A call failed; `reason` is a sentence without secrets."""
    Connection.objects.filter(pk=connection_id).update(last_failure_at=now, last_failure=reason[:LONGEST_REASON])


def note_broken(connection_id: int) -> None:
    """So many calls failed that no more are made for a while."""
    Connection.objects.filter(pk=connection_id, state=ON).update(state=BROKEN)


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
        note_broken(found)
