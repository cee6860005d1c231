"""Live events: nothing missed, nothing twice, in one order for everybody."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from dozvon.platform.serving import subscribers
from dozvon.platform.serving.log import Cursor, EventRow, read_after
from dozvon.platform.serving.sse import encode, last_event_id
from dozvon.platform.serving.stream import EventStream
from dozvon.platform.serving.subscribers import Batch

pytestmark = pytest.mark.django_db(transaction=True)

Connect = Callable[[], Coroutine[Any, Any, psycopg.AsyncConnection[Any]]]


@pytest.fixture
def connect() -> Connect:
    """Opens connections to the test database."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory")
    parameters.pop("context")

    async def open_one() -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)

    return open_one


def anything(row: EventRow) -> bool:
    return True


async def write(connection: psycopg.AsyncConnection[Any], kind: str) -> None:
    await connection.execute(
        "WITH w AS (INSERT INTO events (kind, actor_label, body) VALUES (%s, '', '{}') RETURNING id)"
        " SELECT pg_notify('dozvon_events', '') FROM w",
        (kind,),
    )


@asynccontextmanager
async def running(connect: Connect) -> AsyncIterator[EventStream]:
    stream = EventStream(connect)
    try:
        yield stream
    finally:
        stream.close()


async def collect(stream: EventStream, count: int, after: Cursor | None, begun: asyncio.Event) -> list[EventRow]:
    """The first `count` events of a subscription."""
    got: list[EventRow] = []
    async for batch in stream.subscribe(after, anything):
        begun.set()
        got += batch.events
        if len(got) >= count:
            return got
    return got


def test_500_subscribers_miss_nothing_while_transactions_commit_out_of_order(connect: Connect) -> None:
    writers, each = 8, 25

    async def writer(number: int) -> None:
        async with await connect() as own:
            for step in range(each):
                async with own.transaction():
                    await write(own, f"{number}.{step}")
                    # The number is taken; now the commit is overtaken by others.
                    await asyncio.sleep(random.random() * 0.02)

    async def scene() -> list[list[EventRow]]:
        async with running(connect) as stream:
            begun = [asyncio.Event() for _ in range(500)]
            reading = [asyncio.create_task(collect(stream, writers * each, None, one)) for one in begun]
            await asyncio.gather(*(one.wait() for one in begun))
            await asyncio.gather(*(writer(number) for number in range(writers)))
            async with asyncio.timeout(30):
                return await asyncio.gather(*reading)

    everybody = asyncio.run(scene())
    wanted = sorted(f"{number}.{step}" for number in range(writers) for step in range(each))
    for got in everybody:
        kinds = sorted(row.kind for row in got)
        assert kinds == wanted, (
            f"{len(kinds)} came; missed {set(wanted) - set(kinds)}, besides {set(kinds) - set(wanted)}"
        )
    assert len({tuple(row.cursor for row in got) for got in everybody}) == 1


def test_an_event_behind_an_unfinished_transaction_comes_when_that_ends_without_an_event(connect: Connect) -> None:
    async def scene() -> list[str]:
        async with running(connect) as stream, await connect() as slow, await connect() as quick:
            await slow.execute("BEGIN")
            await slow.execute("SELECT pg_current_xact_id()")
            begun = asyncio.Event()
            reading = asyncio.create_task(collect(stream, 1, None, begun))
            await begun.wait()
            await write(quick, "held")
            await asyncio.sleep(0.2)
            assert not reading.done()
            await slow.execute("ROLLBACK")
            async with asyncio.timeout(10):
                return [row.kind for row in await reading]

    assert asyncio.run(scene()) == ["held"]


def test_a_subscriber_resumes_after_its_last_event_from_memory_and_from_the_table(connect: Connect) -> None:
    async def scene() -> tuple[list[str], list[str]]:
        async with await connect() as own:
            for number in range(6):
                await write(own, str(number))
            rows = await (await own.execute("SELECT xid::text, id FROM events ORDER BY id")).fetchall()
            place = Cursor(int(rows[2][0]), rows[2][1])
            async with running(connect) as stream:
                from_table = await collect(stream, 3, place, asyncio.Event())
                begun = asyncio.Event()
                reading = asyncio.create_task(collect(stream, 2, None, begun))
                await begun.wait()
                await write(own, "6")
                await write(own, "7")
                first = (await reading)[0].cursor
                from_memory = await collect(stream, 1, first, asyncio.Event())
        return [row.kind for row in from_table], [row.kind for row in from_memory]

    assert asyncio.run(scene()) == (["3", "4", "5"], ["7"])


def test_the_stream_goes_on_after_its_connection_was_cut(connect: Connect) -> None:
    async def scene() -> list[str]:
        async with running(connect) as stream, await connect() as own:
            begun = asyncio.Event()
            reading = asyncio.create_task(collect(stream, 2, None, begun))
            await begun.wait()
            await write(own, "before")
            await own.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND query LIKE '%%events%%' AND datname = current_database()"
            )
            await write(own, "during")
            async with asyncio.timeout(20):
                return [row.kind for row in await reading]

    assert asyncio.run(scene()) == ["before", "during"]


def test_a_place_of_another_database_is_reset(connect: Connect) -> None:
    async def scene() -> Batch:
        async with running(connect) as stream:
            async for batch in stream.subscribe(Cursor(2**63, 1), anything):
                return batch
        raise AssertionError("no batch")

    assert asyncio.run(scene()).reset


def test_a_slow_subscriber_is_cut_off_and_the_others_are_not(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribers, "QUEUE_LIMIT", 5)

    async def scene() -> tuple[int, int]:
        async with running(connect) as stream, await connect() as own:
            slow = stream.subscribe(None, anything)
            await anext(slow)
            begun = asyncio.Event()
            quick = asyncio.create_task(collect(stream, 10, None, begun))
            await begun.wait()
            for number in range(10):
                await write(own, str(number))
                await asyncio.sleep(0.02)
            got = len(await quick)
            return sum([len(batch.events) async for batch in slow]), got

    slow, quick = asyncio.run(scene())
    assert quick == 10
    assert slow < 10


def test_only_what_may_be_seen_is_told_and_the_place_moves_on(connect: Connect) -> None:
    async def scene() -> tuple[list[str], Cursor, Cursor]:
        async with running(connect) as stream, await connect() as own:
            seen: list[str] = []
            batches = stream.subscribe(None, lambda row: row.kind == "mine")
            start = (await anext(batches)).cursor
            await write(own, "theirs")
            await write(own, "mine")
            async for batch in batches:
                seen += [row.kind for row in batch.events]
                if seen:
                    return seen, start, batch.cursor
        raise AssertionError("the stream ended")

    seen, start, end = asyncio.run(scene())
    assert seen == ["mine"]
    assert end > start


def test_the_bytes_of_a_batch_carry_the_place_and_split_lines() -> None:
    row = EventRow(Cursor(7, 9), None, "called", 1, 2, None, None, "", {})  # type: ignore[arg-type]
    got = encode(Batch((row,), Cursor(7, 10)), lambda event: b"a\nb")
    assert got == b"id: 7-9\nevent: called\ndata: a\ndata: b\n\n: \nid: 7-10\n\n"


@pytest.mark.parametrize("text", ["", "x", "1", "-1-2", "1-2-3", "99999999999999999999-1", "1-9999999999999999999"])
def test_junk_is_no_place(text: str) -> None:
    scope = {"headers": [(b"last-event-id", text.encode())], "query_string": b""}
    assert last_event_id(scope) is None


def test_the_place_comes_from_the_header_or_the_query() -> None:
    assert last_event_id({"headers": [(b"last-event-id", b"5-6")], "query_string": b""}) == Cursor(5, 6)
    assert last_event_id({"headers": [], "query_string": b"last_event_id=5-6"}) == Cursor(5, 6)


def test_the_log_is_followed_by_the_number_of_the_transaction_not_by_its_spelling(connect: Connect) -> None:
    """99 comes before 100, though the text "100" comes before "99"."""

    async def scene() -> list[Cursor]:
        async with await connect() as own:
            for xid in ("100", "99", "9", "10"):
                await own.execute(
                    "INSERT INTO events (xid, kind, actor_label, body) VALUES (%s::xid8, 'told', '', '{}')", (xid,)
                )
            return [row.cursor for row in await read_after(own, Cursor(8, 0)) if row.kind == "told"]

    found = asyncio.run(scene())
    assert found == sorted(found)
    assert [cursor.xid for cursor in found] == [9, 10, 99, 100]
