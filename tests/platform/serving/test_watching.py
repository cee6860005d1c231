"""Who may follow the live events, for how long, and the brief form of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from dozvon.core.actor import Actor
from dozvon.platform.accounts import actions as accounts
from dozvon.platform.accounts.access import actor_of
from dozvon.platform.accounts.models import ApiToken, Session, User
from dozvon.platform.serving import event_streams, live, stream_auth
from dozvon.platform.serving.log import Cursor, EventRow
from dozvon.platform.serving.sse import brief
from dozvon.platform.serving.stream import EventStream
from dozvon.platform.serving.subscribers import Batch
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN = 10
"""Seconds."""


def event(number: int, order: int | None) -> EventRow:
    return EventRow(Cursor(7, number), datetime.now(UTC), "order.action", 1, order, None, 3, "Anna", {})


def test_a_brief_batch_is_one_message_also_when_there_is_nothing_to_tell() -> None:
    told = brief(Batch((event(8, 5), event(9, None), event(10, 6)), Cursor(7, 10)))
    place, message, *rest = told.decode().splitlines()
    assert place == "id: 7-10"
    assert orjson.loads(message.removeprefix("data: ")) == {"orders": [[5, "order.action", 3], [6, "order.action", 3]]}
    assert rest == [""]
    assert brief(Batch((), Cursor(7, 11))) == b'id: 7-11\ndata: {"orders":[]}\n\n'


class Visitor:
    """A browser that follows the stream: what it was sent, and when its stream ended."""

    def __init__(self, **headers: str) -> None:
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.sent: list[dict[str, Any]] = []
        self.begun = asyncio.Event()

    async def follow(self, door: event_streams.StreamLogin) -> None:
        """Asks, and listens until the server ends the stream."""

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        async def send(message: Any) -> None:
            self.sent.append(message)
            if message["type"] == "http.response.body":
                self.begun.set()

        scope = {"type": "http", "path": "/events", "headers": self.headers, "query_string": b"brief=1"}
        await event_streams.serve_events(door)(scope, receive, send)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


def followed(
    visitor: Callable[[], Visitor], door: event_streams.StreamLogin, meanwhile: Callable[[], object]
) -> Visitor:
    """The visitor after the stream, which ends because of what was done meanwhile, or the test fails."""

    async def scene() -> Visitor:
        one = visitor()
        async with asyncio.timeout(WITHIN):
            following = asyncio.create_task(one.follow(door))
            await one.begun.wait()
            await sync_to_async(meanwhile)()
            await following
            await sync_to_async(connections.close_all)()
            await asyncio.sleep(2 * stream_auth.CHECK)
        return one

    return asyncio.run(scene())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often; the stream reads nothing, for its end is what matters here."""

    async def nothing(self: EventStream, *given: Any, **named: Any) -> Any:
        yield Batch((), Cursor(1, 1))
        await asyncio.Event().wait()

    monkeypatch.setattr(stream_auth, "CHECK", 0.05)
    monkeypatch.setattr(EventStream, "subscribe", nothing)
    live.stream.cache_clear()


def session_of(user: User) -> str:
    from dozvon.platform.accounts import sessions

    return sessions.begin(user, "127.0.0.1", "test", datetime.now(UTC)).token


def test_a_stream_ends_with_its_session() -> None:
    token = session_of(make.user())
    visitor = followed(
        lambda: Visitor(cookie=f"dozvon_session={token}"), event_streams.by_session, lambda: accounts.sign_out(token)
    )
    assert visitor.status == 200
    assert visitor.sent[-1]["more_body"] is False


def test_a_stream_ends_when_the_session_runs_out_or_its_person_leaves_or_gets_other_shops() -> None:
    user = make.user()
    for change in (
        lambda: Session.objects.update(expires_at=datetime.now(UTC)),
        lambda: User.objects.filter(pk=user.pk).update(shop_ids=[1]),
        lambda: User.objects.filter(pk=user.pk).update(active=False),
    ):
        token = session_of(user)
        followed(lambda token=token: Visitor(cookie=f"dozvon_session={token}"), event_streams.by_session, change)


def test_a_stream_ends_with_its_token() -> None:
    token = accounts.create_token(make.user(), ["desk"])
    revoke = lambda: ApiToken.objects.update(revoked_at=datetime.now(UTC))  # noqa: E731
    followed(lambda: Visitor(authorization=f"Bearer {token}"), event_streams.by_token, revoke)


def test_others_are_not_let_in() -> None:
    cases = [
        (Visitor(), event_streams.by_session, 401),
        (Visitor(cookie="dozvon_session=unknown"), event_streams.by_session, 401),
        (Visitor(cookie="dozvon_session=" + "x" * 500), event_streams.by_session, 401),
        (
            Visitor(authorization=f"Bearer {accounts.create_token(make.user(), ['intake'])}"),
            event_streams.by_token,
            403,
        ),
    ]
    for visitor, door, status in cases:
        asyncio.run(visitor.follow(door))
        assert visitor.status == status


def test_all_who_come_back_at_once_are_looked_at_together() -> None:
    looked: list[list[str]] = []

    def look(keys: Sequence[str]) -> dict[str, Actor]:
        looked.append(list(keys))
        time.sleep(0.05)
        return {key: anna for key in keys if key != "stranger"}

    async def scene() -> list[Actor | None]:
        keeper = stream_auth.StreamAuth(look)
        first = asyncio.create_task(keeper.recognise("first"))
        await asyncio.sleep(0.01)
        others = [keeper.recognise(key) for key in ("a", "b", "stranger")]
        return [await first, *await asyncio.gather(*others)]

    anna = actor_of(make.user())
    assert asyncio.run(scene()) == [anna, anna, anna, None]
    assert looked == [["first"], ["a", "b", "stranger"]]
