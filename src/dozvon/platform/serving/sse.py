"""A live stream over HTTP: Server-Sent Events that resume after the last one seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg

from dozvon.platform.serving.asgi import Receive, Scope, Send, header
from dozvon.platform.serving.log import Cursor, EventRow
from dozvon.platform.serving.stream import Batch, EventStream, MaySee

RETRY = 1000
"""Milliseconds after which a browser comes back."""

Render = Callable[[EventRow], bytes]

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # A proxy that buffers would hold events back.
    (b"x-accel-buffering", b"no"),
]


def last_event_id(scope: Scope) -> Cursor | None:
    """The place to resume from: the header a browser sends by itself, or ?last_event_id."""
    given = (header(scope, b"last-event-id") or b"").decode("latin-1")
    if not given:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.get("last_event_id", [""])[0]
    return Cursor.parse(given)


def as_json(event: EventRow) -> bytes:
    """The event as one JSON object."""
    fields: dict[str, Any] = {
        "id": str(event.cursor),
        "at": event.at,
        "kind": event.kind,
        "shop_id": event.shop_id,
        "order_id": event.order_id,
        "client_id": event.client_id,
        "actor_id": event.actor_id,
        "actor": event.actor_label,
        "body": event.body,
    }
    return orjson.dumps(fields)


def encode(batch: Batch, render: Render) -> bytes:
    """The bytes of a batch. An id without data moves the browser's place and shows nothing."""
    if batch.reset:
        return f"id: {batch.cursor}\nevent: reset\ndata: {{}}\n\n".encode()
    lines = [
        b"id: %s\nevent: %s\n%s\n\n" % (str(event.cursor).encode(), event.kind.encode(), _data_lines(render(event)))
        for event in batch.events
    ]
    lines.append(f": \nid: {batch.cursor}\n\n".encode())
    return b"".join(lines)


def _data_lines(data: bytes) -> bytes:
    return b"\n".join(b"data: " + line for line in data.splitlines() or [b""])


async def serve(
    stream: EventStream, scope: Scope, receive: Receive, send: Send, may_see: MaySee, render: Render = as_json
) -> None:
    """Answers one request with the live events that `may_see` lets through; ends when the client leaves.

    `may_see` and `render` are called in the event loop: they must not wait for anything.
    """
    await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
    await send({"type": "http.response.body", "body": f"retry: {RETRY}\n\n".encode(), "more_body": True})
    telling = asyncio.create_task(_tell(stream, scope, send, may_see, render))
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone = leaving.done()
        for task in (telling, leaving):
            task.cancel()
            # A database away ends the stream; the client comes back by itself and goes on where it was.
            with contextlib.suppress(asyncio.CancelledError, psycopg.OperationalError):
                await task
    if not gone:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _tell(stream: EventStream, scope: Scope, send: Send, may_see: MaySee, render: Render) -> None:
    async for batch in stream.subscribe(last_event_id(scope), may_see):
        await send({"type": "http.response.body", "body": encode(batch, render), "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
