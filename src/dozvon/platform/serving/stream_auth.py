"""Ends event streams whose session or token is no longer valid: all are checked again every few seconds.

One statement for all streams of the process that came through the same door, however many there are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DatabaseError, close_old_connections, connections

from dozvon.core.actor import Actor

CHECK = 2.0
"""Seconds between two looks."""

Look = Callable[[Sequence[str]], dict[str, Actor]]
faults = logging.getLogger("dozvon.events")


@dataclass(eq=False, slots=True)
class StreamClient:
    """Somebody whose stream is open; `over` is set when it has to end."""

    key: str
    actor: Actor
    over: asyncio.Event = field(default_factory=asyncio.Event)


class StreamAuth:
    """Authenticates streams by a secret (a cookie, a token) and ends those whose secret or rights have changed."""

    def __init__(self, look: Look) -> None:
        """`look` says whom the secrets belong to; it is called in a thread."""
        self._look = look
        self._guests: set[StreamClient] = set()
        self._rounds: asyncio.Task[None] | None = None
        self._asked: set[str] = set()
        self._next_look: asyncio.Task[dict[str, Actor]] | None = None
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stream-auth")

    async def recognise(self, key: str) -> Actor | None:
        """Whose secret it is. Those who come during a look are looked at together next: all come back at once."""
        self._asked.add(key)
        if self._next_look is None:
            self._next_look = asyncio.create_task(self._let_in())
        return (await asyncio.shield(self._next_look)).get(key)

    async def _let_in(self) -> dict[str, Actor]:
        async with self._turn:
            keys, self._asked, self._next_look = sorted(self._asked), set(), None
            return await self._seen(keys)

    @contextmanager
    def inside(self, key: str, actor: Actor) -> Iterator[asyncio.Event]:
        """While a stream is open; the event is set when it has to end."""
        guest = StreamClient(key, actor)
        self._guests.add(guest)
        if self._rounds is None or self._rounds.done():
            self._rounds = asyncio.create_task(self._go_round())
        try:
            yield guest.over
        finally:
            self._guests.discard(guest)

    async def _go_round(self) -> None:
        while self._guests:
            await asyncio.sleep(CHECK)
            present = list(self._guests)
            try:
                known = await self._seen(sorted({guest.key for guest in present}))
            except DatabaseError:
                faults.warning("who follows live events could not be looked at")
                continue
            for guest in present:
                # With other rights than at the door too: the browser comes back by itself and is let in with the new.
                if known.get(guest.key) != guest.actor:
                    guest.over.set()
        self._thread.submit(connections.close_all)

    async def _seen(self, keys: list[str]) -> dict[str, Actor]:
        """Whose secrets they are, asked in the one thread of this door: one connection however many come."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._looked_at, keys)

    def _looked_at(self, keys: list[str]) -> dict[str, Actor]:
        close_old_connections()
        try:
            return self._look(keys)
        finally:
            if not self._guests:
                connections.close_all()
