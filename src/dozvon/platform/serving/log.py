"""Reading the append-only events in an order in which none can be missed.

Transactions commit in another order than that in which they took their numbers, so "ids above the last one seen" would
lose the late ones. The log is read by (xid, id), and only transactions below the oldest unfinished one are shown: what
is shown never gets a neighbour before it. A writer that takes long therefore holds later events back until it ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import TupleRow

Connection = psycopg.AsyncConnection[TupleRow]

BATCH = 500
"""Events read at once."""

_TEXT = re.compile(r"^(\d{1,20})-(\d{1,19})$")
_LARGEST_XID, _LARGEST_ID = 2**64 - 1, 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the log: everything up to and including it was seen."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The cursor written as "<xid>-<id>"; None for anything else."""
        found = _TEXT.match(text)
        if found is None:
            return None
        xid, number = int(found[1]), int(found[2])
        return cls(xid, number) if xid <= _LARGEST_XID and number <= _LARGEST_ID else None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as it is in the log."""

    cursor: Cursor
    at: datetime
    kind: str
    shop_id: int | None
    order_id: int | None
    client_id: int | None
    actor_id: int | None
    actor_label: str
    body: Any


def addressees_of(event: EventRow) -> frozenset[int] | None:
    """The people the event is addressed to, None for one that goes to whoever sees its shop."""
    people = event.body.get("people") if isinstance(event.body, dict) else None
    return None if people is None else frozenset(people)


def is_for(event: EventRow, person: int | None) -> bool:
    """Whether the person is among those the event is addressed to, or it is addressed to nobody in particular."""
    people = addressees_of(event)
    return people is None or person in people


_AFTER = """
SELECT events.xid::text AS number, id, at, kind, shop_id, order_id, client_id, actor_id, actor_label, body
FROM events
WHERE (events.xid, id) > (%s::text::xid8, %s) AND events.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY events.xid, id LIMIT %s
"""
_HELD = "SELECT EXISTS (SELECT 1 FROM events WHERE (xid, id) > (%s::text::xid8, %s))"
_EDGES = "SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text FROM pg_current_snapshot() AS s"


async def read_after(connection: Connection, cursor: Cursor, limit: int = BATCH) -> list[EventRow]:
    """The next events that can be shown, in order."""
    rows = await (await connection.execute(_AFTER, (str(cursor.xid), cursor.id, limit))).fetchall()
    return [EventRow(Cursor(int(row[0]), row[1]), *row[2:]) for row in rows]


async def is_held(connection: Connection, cursor: Cursor) -> bool:
    """Whether committed events wait behind an unfinished transaction; its end sends no notice of its own."""
    row = await (await connection.execute(_HELD, (str(cursor.xid), cursor.id))).fetchone()
    return bool(row and row[0])


async def edges(connection: Connection) -> tuple[Cursor, int]:
    """The end of what can be shown now, and the number the next transaction will take."""
    row = await (await connection.execute(_EDGES)).fetchone()
    if row is None:
        raise psycopg.InternalError("a snapshot has no edges")
    return Cursor(int(row[0]), 0), int(row[1])
