"""Live events of one web process: one LISTEN connection, fanned out to all who are connected.

A subscriber names the last event it saw and gets everything after it, each once, in the log's order (log.py). One that
reads too slowly is cut off and comes back with its last id. After a database restart the stream goes on by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import takewhile

import psycopg

from dozvon.platform.events.notifying import CHANNEL
from dozvon.platform.serving.log import (
    BATCH,
    Connection,
    Cursor,
    EventRow,
    addressees_of,
    edges,
    is_for,
    is_held,
    read_after,
)
from dozvon.platform.serving.subscribers import Audience, Batch, MaySee, Subscriber

faults = logging.getLogger("dozvon.events")


HEARTBEAT = 15.0
"""Seconds between signs of life to a silent subscriber."""

LOOK = 1.0
"""Seconds after which the log is looked at even if nobody told of news."""

_RECENT = 2000
_HELD_FIRST, _HELD_LONGEST = 0.05, 1.0
_RECONNECT = 0.5

Connect = Callable[[], Awaitable[Connection]]


class EventStream:
    """The live events of this process. Started by the first subscriber, in its event loop."""

    def __init__(self, connect: Connect) -> None:
        """`connect` opens an autocommit connection straight to the server: a pool would swallow notices."""
        self._connect = connect
        self._audiences: dict[tuple[MaySee, float], Audience] = {}
        self._recent: deque[EventRow] = deque(maxlen=_RECENT)
        self._recent_after: Cursor | None = None
        self._cursor: Cursor | None = None
        self._ready = asyncio.Event()
        self._follower: asyncio.Task[None] | None = None
        self._history: Connection | None = None
        self._history_turn = asyncio.Lock()
        self._closing = False

    async def subscribe(
        self,
        after: Cursor | None,
        may_see: MaySee,
        heartbeat: float = HEARTBEAT,
        pace: float = 0.0,
        person: int | None = None,
    ) -> AsyncIterator[Batch]:
        """Batches after `after` (None: from now on), first an empty one that names the place; silence is broken by
        empty batches, and what comes within `pace` seconds after a batch comes as one. Equal `may_see` are asked once.
        What is addressed to people comes if `person` is among them.
        Ends when the subscriber lags too far or the process stops."""
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow())
        await self._ready.wait()
        if self._cursor is None or self._closing:
            return
        subscriber = Subscriber(self._cursor, person)
        key = may_see, pace
        audience = self._audiences.setdefault(key, Audience(*key))
        audience.members.add(subscriber)
        try:
            async for batch in self._catch_up(after, subscriber, may_see):
                yield batch
            while (told := await subscriber.next(heartbeat)) is not None:
                yield told
        finally:
            audience.members.discard(subscriber)
            if not audience.members and self._audiences.get(key) is audience:
                del self._audiences[key]
                audience.end()

    def close(self) -> None:
        """Ends all streams; new ones end at once."""
        self._closing = True
        self._ready.set()
        for audience in self._audiences.values():
            audience.end()
        if self._follower is not None:
            self._follower.cancel()

    async def _catch_up(self, after: Cursor | None, subscriber: Subscriber, may_see: MaySee) -> AsyncIterator[Batch]:
        """From the subscriber's own place to where the live queue begins."""
        end = subscriber.start
        if after is not None and after > end and await self._is_foreign(after):
            yield Batch((), end, reset=True)
            return
        # A place a little ahead of this process: another one told of it first. The queue would repeat what it saw.
        if after is not None and after > end:
            subscriber.seen = after
        cursor = end if after is None else after
        yield Batch((), cursor)
        while cursor < end:
            rows = [row for row in await self._read_history(cursor) if row.cursor <= end]
            cursor = rows[-1].cursor if len(rows) == BATCH else end
            yield Batch(tuple(row for row in rows if _is_told(row, may_see, subscriber.person)), cursor)

    async def _is_foreign(self, cursor: Cursor) -> bool:
        async with self._history_turn:
            return cursor.xid > (await edges(await self._history_connection()))[1]

    async def _read_history(self, cursor: Cursor) -> list[EventRow]:
        if self._recent_after is not None and cursor >= self._recent_after:
            # From the end: whoever comes back was away for a moment.
            later = [*takewhile(lambda row: row.cursor > cursor, reversed(self._recent))]
            return later[: -BATCH - 1 : -1]
        async with self._history_turn:
            return await read_after(await self._history_connection(), cursor)

    async def _history_connection(self) -> Connection:
        if self._history is None or self._history.closed or self._history.broken:
            self._history = await self._connect()
        return self._history

    async def _follow(self) -> None:
        """Keeps following the log, through restarts of the database."""
        told = False
        while True:
            try:
                async with await self._connect() as connection:
                    told = False
                    await self._follow_on(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if not told:
                    faults.warning("live events wait for the database: %s", str(error).strip().splitlines()[:1])
                told = True
            except psycopg.Error:
                # A table that is not there yet, for one: told each time, tried again all the same.
                faults.exception("live events failed")
            await asyncio.sleep(_RECONNECT)

    async def _follow_on(self, connection: Connection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        end, next_xid = await edges(connection)
        if self._cursor is None or self._cursor.xid > next_xid:
            self._begin_at(end)
        held = 0.0
        while True:
            while await self._read_on(connection):
                held = 0.0
            waits = self._cursor is not None and await is_held(connection, self._cursor)
            held = min(max(held * 2, _HELD_FIRST), _HELD_LONGEST) if waits else 0.0
            async for _ in connection.notifies(timeout=held or LOOK, stop_after=1):
                held = 0.0

    def _begin_at(self, end: Cursor) -> None:
        """Begins at the end of the log; whoever is connected knew another database and has to start anew."""
        for audience in self._audiences.values():
            audience.begin_anew(end)
        self._recent.clear()
        self._cursor = self._recent_after = end
        self._ready.set()

    async def _read_on(self, connection: Connection) -> bool:
        """Tells all subscribers of the next events; True when there may be more."""
        if self._cursor is None:
            return False
        rows = await read_after(connection, self._cursor)
        if not rows:
            return False
        self._cursor = rows[-1].cursor
        for row in rows:
            if len(self._recent) == _RECENT:
                self._recent_after = self._recent[0].cursor
            self._recent.append(row)
        for audience in list(self._audiences.values()):
            audience.offer(rows, self._cursor)
        return len(rows) == BATCH


def _is_told(row: EventRow, may_see: MaySee, person: int | None) -> bool:
    return may_see(row) if addressees_of(row) is None else is_for(row, person)
