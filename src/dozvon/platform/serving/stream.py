"""Live events of one web process: one LISTEN connection, fanned out to all who are connected.

A subscriber names the last event it saw and gets everything after it, each once, in the log's order (log.py). One that
reads too slowly is cut off and comes back with its last id. After a database restart the stream goes on by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import psycopg

from dozvon.platform.events.waking import CHANNEL
from dozvon.platform.serving.log import BATCH, Connection, Cursor, EventRow, edges, is_held, read_after

faults = logging.getLogger("dozvon.events")


HEARTBEAT = 15.0
"""Seconds between signs of life to a silent subscriber."""

LOOK = 1.0
"""Seconds after which the log is looked at even if nobody told of news."""

QUEUE_LIMIT = 1000
"""Events a subscriber may lag behind before it is cut off."""

_RECENT = 2000
_HELD_FIRST, _HELD_LONGEST = 0.05, 1.0
_RECONNECT = 0.5

MaySee = Callable[[EventRow], bool]
Connect = Callable[[], Awaitable[Connection]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a subscriber is to be told: the events it may see, and the place up to which it now knows all.

    `reset` says that its own place means nothing here (another database's): it has to load everything anew.
    """

    events: tuple[EventRow, ...]
    cursor: Cursor
    reset: bool = False


class _Subscriber:
    """A bounded queue of batches. `None` in it ends the stream."""

    def __init__(self, may_see: MaySee, start: Cursor) -> None:
        self.may_see = may_see
        self.start = start
        self.queue: asyncio.Queue[Batch | None] = asyncio.Queue()
        self.waiting = 0
        self.dropped = False

    def offer(self, rows: list[EventRow], cursor: Cursor) -> None:
        """Queues what of the rows may be seen; past the limit the subscriber is cut off."""
        if self.dropped:
            return
        events = tuple(row for row in rows if self.may_see(row))
        # A row that may not be seen only moves the place; a queue of such moves must not grow either.
        if not events and not self.queue.empty():
            return
        self.waiting += max(len(events), 1)
        if self.waiting > QUEUE_LIMIT:
            self.dropped = True
            self.queue.put_nowait(None)
            return
        self.queue.put_nowait(Batch(events, cursor))

    def joined(self, first: Batch) -> Batch | None:
        """The batch with all that came since; None where the stream is to end (what is lost comes by the last id)."""
        whole = first
        while not self.queue.empty():
            later = self.queue.get_nowait()
            if later is None:
                return None
            self.waiting -= max(len(later.events), 1)
            whole = later if later.reset else Batch(whole.events + later.events, later.cursor, whole.reset)
        return whole


class EventStream:
    """The live events of this process. Started by the first subscriber, in its event loop."""

    def __init__(self, connect: Connect) -> None:
        """`connect` opens an autocommit connection straight to the server: a pool would swallow notices."""
        self._connect = connect
        self._subscribers: set[_Subscriber] = set()
        self._recent: deque[EventRow] = deque(maxlen=_RECENT)
        self._recent_after: Cursor | None = None
        self._cursor: Cursor | None = None
        self._ready = asyncio.Event()
        self._follower: asyncio.Task[None] | None = None
        self._history: Connection | None = None
        self._history_turn = asyncio.Lock()
        self._closing = False

    async def subscribe(
        self, after: Cursor | None, may_see: MaySee, heartbeat: float = HEARTBEAT, pace: float = 0.0
    ) -> AsyncIterator[Batch]:
        """Batches after `after` (None: from now on), first an empty one that names the place; silence is broken by
        empty batches, and what comes within `pace` seconds after a batch comes as one. Ends when the subscriber lags
        too far or the process stops."""
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow())
        await self._ready.wait()
        if self._cursor is None or self._closing:
            return
        subscriber = _Subscriber(may_see, self._cursor)
        self._subscribers.add(subscriber)
        try:
            async for batch in self._catch_up(after, subscriber):
                yield batch
            cursor = subscriber.start
            while True:
                try:
                    got = await asyncio.wait_for(subscriber.queue.get(), heartbeat)
                except TimeoutError:
                    got = Batch((), cursor)
                    subscriber.waiting += 1
                if got is None or subscriber.dropped:
                    return
                subscriber.waiting -= max(len(got.events), 1)
                told = subscriber.joined(got) if pace else got
                if told is None:
                    return
                cursor = told.cursor
                yield told
                if pace:
                    await asyncio.sleep(pace)
        finally:
            self._subscribers.discard(subscriber)

    def close(self) -> None:
        """Ends all streams; new ones end at once."""
        self._closing = True
        self._ready.set()
        for subscriber in self._subscribers:
            subscriber.queue.put_nowait(None)
        if self._follower is not None:
            self._follower.cancel()

    async def _catch_up(self, after: Cursor | None, subscriber: _Subscriber) -> AsyncIterator[Batch]:
        """From the subscriber's own place to where the live queue begins."""
        end = subscriber.start
        if after is not None and after > end and await self._is_foreign(after):
            yield Batch((), end, reset=True)
            return
        # A place a little ahead of this process: another one told of it first. The queue would repeat what it saw.
        if after is not None and after > end:
            seen, may_see = after, subscriber.may_see
            subscriber.may_see = lambda row: row.cursor > seen and may_see(row)
        cursor = end if after is None else after
        yield Batch((), cursor)
        while cursor < end:
            rows = [row for row in await self._read_history(cursor) if row.cursor <= end]
            cursor = rows[-1].cursor if len(rows) == BATCH else end
            yield Batch(tuple(row for row in rows if subscriber.may_see(row)), cursor)

    async def _is_foreign(self, cursor: Cursor) -> bool:
        async with self._history_turn:
            return cursor.xid > (await edges(await self._history_connection()))[1]

    async def _read_history(self, cursor: Cursor) -> list[EventRow]:
        if self._recent_after is not None and cursor >= self._recent_after:
            return [row for row in self._recent if row.cursor > cursor][:BATCH]
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
        for subscriber in self._subscribers:
            subscriber.queue.put_nowait(Batch((), end, reset=True))
            subscriber.waiting += 1
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
        for subscriber in self._subscribers:
            subscriber.offer(rows, self._cursor)
        return len(rows) == BATCH
