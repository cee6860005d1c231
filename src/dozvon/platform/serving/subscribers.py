"""Those who follow the live events: a bounded queue each; those who see the same are told by the same batch.

An event that is addressed to people reaches them alone, whatever shops they see.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dozvon.platform.serving.log import BATCH, Cursor, EventRow, addressees_of, is_for

QUEUE_LIMIT = 1000
"""Events a subscriber may lag behind before it is cut off."""

MaySee = Callable[[EventRow], bool]
Encode = Callable[["Batch"], bytes]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a subscriber is to be told: the events it may see, and the place up to which it now knows all.

    `reset` says that its own place means nothing here (another database's): it has to load everything anew.
    """

    events: tuple[EventRow, ...]
    cursor: Cursor
    reset: bool = False
    _written: dict[Encode, bytes] = field(default_factory=dict, init=False, compare=False, repr=False)

    def written(self, encode: Encode) -> bytes:
        """Its bytes, made once for all who are told it in this form."""
        known = self._written.get(encode)
        if known is None:
            known = self._written[encode] = encode(self)
        return known


class Subscriber:
    """One who follows: what it is still to be told. It ends when it lags too far or the process stops."""

    def __init__(self, start: Cursor, person: int | None = None) -> None:
        """`start` is where the stream was when it came: what comes by the queue lies after it. `person` is who reads
        it, for what is addressed to people."""
        self.start, self.seen, self.person = start, start, person
        self._place = start
        self._queue: deque[Batch] = deque()
        self._lag, self._over = 0, False
        self._news: asyncio.Future[None] | None = None

    def offer(self, batch: Batch) -> None:
        """Queues what of the batch it has not seen; past the limit the subscriber is cut off."""
        if batch.reset:
            self.seen = batch.cursor
        elif batch.events and batch.events[0].cursor <= self.seen:
            batch = Batch(tuple(row for row in batch.events if row.cursor > self.seen), batch.cursor)
        # A row that may not be seen only moves the place; a queue of such moves must not grow either.
        if not (batch.events or batch.reset) and self._queue:
            return
        self._lag += max(len(batch.events), 1)
        if self._lag > QUEUE_LIMIT:
            self.end()
            return
        self._queue.append(batch)
        self._wake()

    def end(self) -> None:
        """Ends it; what it was not told yet it gets by its last id when it comes back."""
        self._over = True
        self._queue.clear()
        self._wake()

    async def next(self, patience: float) -> Batch | None:
        """All that waits as one batch, an empty one after `patience` seconds of silence; None at the end."""
        if not self._queue and not self._over:
            loop = asyncio.get_running_loop()
            self._news = loop.create_future()
            timer = loop.call_later(patience, self._wake)
            try:
                await self._news
            finally:
                timer.cancel()
        if self._over:
            return None
        told = self._taken()
        self._place = told.cursor
        return told

    def _taken(self) -> Batch:
        if not self._queue:
            return Batch((), self._place)
        whole = self._queue.popleft()
        while self._queue:
            later = self._queue.popleft()
            whole = later if later.reset else Batch(whole.events + later.events, later.cursor)
        self._lag = 0
        return whole

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)


class Audience:
    """Subscribers who may see the same, told together: at once, and then not more often than `pace` seconds."""

    def __init__(self, may_see: MaySee, pace: float) -> None:
        self.members: set[Subscriber] = set()
        self._may_see, self._pace = may_see, pace
        self._waiting: list[EventRow] = []
        self._cursor: Cursor | None = None
        self._told_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def offer(self, rows: Sequence[EventRow], cursor: Cursor) -> None:
        """Tells what of the rows may be seen, now or when the pause is over."""
        self._waiting += [row for row in rows if addressees_of(row) is not None or self._may_see(row)]
        self._cursor = cursor
        loop = asyncio.get_running_loop()
        left = self._told_at + self._pace - loop.time()
        if left <= 0 or len(self._waiting) >= BATCH:
            self._tell()
        elif self._timer is None:
            self._timer = loop.call_later(left, self._tell)

    def begin_anew(self, cursor: Cursor) -> None:
        """Drops what waits: it is of another database, and so is what the members know."""
        self._pause()
        self._waiting = []
        for member in self.members:
            member.offer(Batch((), cursor, reset=True))

    def end(self) -> None:
        """Ends all members."""
        self._pause()
        for member in self.members:
            member.end()

    def _tell(self) -> None:
        self._pause()
        assert self._cursor is not None
        rows, self._waiting = self._waiting, []
        addressed = {person for row in rows for person in addressees_of(row) or ()}
        for_all = Batch(tuple(row for row in rows if addressees_of(row) is None), self._cursor)
        self._told_at = asyncio.get_running_loop().time()
        for member in self.members:
            member.offer(self._batch_for(member.person, rows) if member.person in addressed else for_all)

    def _batch_for(self, person: int | None, rows: Sequence[EventRow]) -> Batch:
        assert self._cursor is not None
        return Batch(tuple(row for row in rows if is_for(row, person)), self._cursor)

    def _pause(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
