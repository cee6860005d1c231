"""Who sees the same is told together, paced, and nothing twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from dozvon.platform.serving.event_streams import EventsOfShops
from dozvon.platform.serving.log import Cursor, EventRow
from dozvon.platform.serving.subscribers import Audience, Batch, Subscriber

BEFORE = Cursor(1, 0)
PACE = 0.05


def event(number: int, shop: int | None = 1, kind: str = "order.action") -> EventRow:
    return EventRow(Cursor(number, number), datetime.now(UTC), kind, shop, number, None, 3, "Anna", {})


def ids(batch: Batch | None) -> list[int]:
    assert batch is not None
    return [row.cursor.id for row in batch.events]


def told(audience: Audience, *numbers: int) -> None:
    audience.offer([event(number) for number in numbers], Cursor(numbers[-1], numbers[-1]))


def test_those_who_see_the_same_share_one_batch_and_its_bytes() -> None:
    async def scene() -> None:
        audience, encoded = Audience(EventsOfShops(None), 0), []
        one, other = Subscriber(BEFORE), Subscriber(BEFORE)
        audience.members |= {one, other}
        told(audience, 2)
        first, second = await one.next(1), await other.next(1)
        assert first is not None
        assert first is second

        def encode(batch: Batch) -> bytes:
            encoded.append(batch)
            return b"told"

        assert first.written(encode) == first.written(encode) == b"told"
        assert len(encoded) == 1

    asyncio.run(scene())


def test_the_first_comes_at_once_and_what_follows_comes_as_one_after_the_pace() -> None:
    async def scene() -> None:
        audience, one = Audience(EventsOfShops(None), PACE), Subscriber(BEFORE)
        audience.members.add(one)
        told(audience, 2)
        assert ids(await one.next(0)) == [2]
        told(audience, 3)
        told(audience, 4)
        assert ids(await one.next(0)) == []
        assert ids(await one.next(10)) == [3, 4]

    asyncio.run(scene())


def test_who_comes_amid_a_pause_is_not_told_again_what_it_read_itself() -> None:
    async def scene() -> None:
        audience, early = Audience(EventsOfShops(None), PACE), Subscriber(BEFORE)
        audience.members.add(early)
        told(audience, 2)
        told(audience, 3)
        late = Subscriber(Cursor(3, 3))
        audience.members.add(late)
        told(audience, 4)
        assert ids(await early.next(10)) == [2]
        assert ids(await early.next(10)) == [3, 4]
        assert ids(await late.next(10)) == [4]

    asyncio.run(scene())


def test_a_new_database_takes_back_what_waited() -> None:
    async def scene() -> None:
        audience, one = Audience(EventsOfShops(None), PACE), Subscriber(Cursor(50, 50))
        audience.members.add(one)
        told(audience, 51)
        told(audience, 52)
        audience.begin_anew(BEFORE)
        told(audience, 2)
        first = await one.next(10)
        assert first is not None
        assert first.reset
        assert ids(await one.next(10)) == [2]

    asyncio.run(scene())


def test_a_message_of_no_shop_is_for_all_and_any_other_event_of_none_for_who_sees_all() -> None:
    banner, merge = event(1, None, "banner.posted"), event(1, None, "client.merged")
    assert [EventsOfShops(frozenset({1}))(one) for one in (banner, merge, event(1), event(1, 2))] == [
        True,
        False,
        True,
        False,
    ]
    assert [EventsOfShops(None)(one) for one in (banner, merge, event(1, 2))] == [True] * 3


def test_what_is_addressed_to_people_reaches_them_alone_and_in_its_place() -> None:
    async def scene() -> None:
        audience = Audience(EventsOfShops(frozenset({1})), 0)
        olga, anna, program = Subscriber(BEFORE, 7), Subscriber(BEFORE, 8), Subscriber(BEFORE)
        audience.members |= {olga, anna, program}
        addressed = EventRow(
            Cursor(3, 3), datetime.now(UTC), "notice.added", None, None, None, None, "Dozvon", {"people": [7]}
        )
        audience.offer([event(2), addressed, event(4)], Cursor(4, 4))
        assert ids(await olga.next(1)) == [2, 3, 4]
        assert ids(await anna.next(1)) == [2, 4]
        assert ids(await program.next(1)) == [2, 4]

    asyncio.run(scene())
