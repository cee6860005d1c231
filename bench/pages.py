"""Many open pages that only listen: a process of its own, so that it shares no thread with what is measured.

Each page is one connection that follows `/events?brief=1` as the desk's script does, and comes back with the last id.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import Any

import orjson

STEADY = 5.0, 15.0
"""Seconds between two breaks of a restless page's line."""
SETTLES = 3.0
"""Seconds within which whoever lost its line is back and was told the rest."""
_RETRY = re.compile(rb"retry: (\d+)\n")
_MESSAGE = re.compile(rb"id: (\S+)\ndata: (.*)\n\n")

Answered = Mapping[int, Sequence[float]]
"""Order -> when each action on it was answered, by the machine's clock."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page to be opened: whose session, which shops' orders it may see; `restless` ones lose their line again and
    again."""

    session: str
    shops: frozenset[int]
    restless: bool = False


@dataclass(slots=True)
class Told:
    """What all pages were told: delays in seconds of events on a standing line, and of those told after coming back.

    `missed` and `extra` count events of all pages; an extra one was told twice, or is another shop's.
    """

    standing: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    missed: int = 0
    extra: int = 0
    returns: int = 0
    refused: Counter[str] = field(default_factory=Counter)


class Page(asyncio.Protocol):
    """One page: its present line, and what it was told since it was opened."""

    def __init__(self, port: int, place: Place) -> None:
        self.place = place
        self.told: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
        self.returns, self.refused = 0, Counter[str]()
        self.ready = asyncio.Event()
        self._port, self._last, self._since = port, b"", 0.0
        self._rest, self._in_head, self._back_after = b"", True, 1.0
        self._line: asyncio.WriteTransport | None = None
        self._returning: asyncio.Task[None] | None = None

    async def come(self) -> None:
        """Opens the line, naming the last id."""
        self._rest, self._in_head, self._since = b"", True, time.monotonic()
        resumed = b"Last-Event-ID: %s\r\n" % self._last if self._last else b""
        cookie = b"Cookie: dozvon_session=%s\r\n" % self.place.session.encode()
        loop = asyncio.get_running_loop()
        self._line, _ = await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        self._line.write(b"GET /events?brief=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n" % (cookie, resumed))

    def lose(self) -> None:
        """The line breaks without a word."""
        if self._line is not None:
            self._line.abort()

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever broke the line: the page comes back by itself."""
        self._line = None
        self._returning = asyncio.get_running_loop().create_task(self._return())

    async def _return(self) -> None:
        await asyncio.sleep(self._back_after)
        self.returns += 1
        await self.come()

    def data_received(self, data: bytes) -> None:
        """Takes note of what is told."""
        now = time.monotonic()
        self._rest += data
        if self._in_head:
            head, end, rest = self._rest.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self.refused[head[:40].decode(errors="replace")] += 1
            self._in_head, self._rest = False, rest
        told = self._whole_chunks()
        if retry := _RETRY.search(told):
            self._back_after = int(retry[1]) / 1000
        for found in _MESSAGE.finditer(told):
            self._last = found[1]
            self.ready.set()
            for order, kind, _ in orjson.loads(found[2])["orders"]:
                if kind == "order.action":
                    self.told[order].append((now, self._since))

    def _whole_chunks(self) -> bytes:
        parts = []
        while True:
            size, end, rest = self._rest.partition(b"\r\n")
            if not end or len(rest) < (length := int(size, 16)) + 2:
                return b"".join(parts)
            parts.append(rest[:length])
            self._rest = rest[length + 2 :]


async def _restless(page: Page, dice: random.Random) -> None:
    while True:
        await asyncio.sleep(dice.uniform(*STEADY))
        page.lose()


def _compare(pages: Sequence[Page], answered: Answered, shop_of: Mapping[int, int]) -> Told:
    """What was told against what was done: the nth action on an order is the nth that a page hears of."""
    result = Told()
    for page in pages:
        result.returns += page.returns
        result.refused += page.refused
        own = {order for order in answered if shop_of[order] in page.place.shops}
        result.extra += sum(len(heard) for order, heard in page.told.items() if order not in own)
        for order in own:
            done, heard = answered[order], page.told.get(order, [])
            result.missed += max(0, len(done) - len(heard))
            result.extra += max(0, len(heard) - len(done))
            for at, (arrived, since) in zip(done, heard, strict=False):
                delays = result.standing if since < at else result.late
                delays.append(max(0.0, arrived - max(at, since)))
    return result


def watch(port: int, places: list[Place], pipe: Pipe) -> None:
    """The process: opens all pages and says so; loses all lines at once when told; compares when told what was done."""
    asyncio.run(_watch(port, places, pipe))


async def _watch(port: int, places: list[Place], pipe: Pipe) -> None:
    pages = [Page(port, place) for place in places]
    for page in pages:
        await page.come()
        await page.ready.wait()
    pipe.send("open")
    dice = random.Random(4)
    breaking = [asyncio.create_task(_restless(page, dice)) for page in pages if page.place.restless]
    while (said := await asyncio.to_thread(pipe.recv)) == "break":
        for page in pages:
            page.lose()
    for task in breaking:
        task.cancel()
    pipe.send(await _settled(pages, *said))


async def _settled(pages: Sequence[Page], answered: Answered, shop_of: Mapping[int, int]) -> Told:
    """What was told once nobody waits for anything more, or ten seconds on."""
    await asyncio.sleep(SETTLES)
    until = time.monotonic() + 10
    while (told := _compare(pages, answered, shop_of)).missed and time.monotonic() < until:
        await asyncio.sleep(0.5)
    return told


def opened(pipe: Pipe, seconds: float = 120) -> None:
    """Waits until all pages are open. Raises TimeoutError."""
    answer: Any = pipe.recv() if pipe.poll(seconds) else None
    if answer != "open":
        raise TimeoutError(f"the pages did not open within {seconds:.0f} s")
