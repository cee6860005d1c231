"""A live stream over HTTP: Server-Sent Events that resume after the last one seen."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import psycopg

from dozvon.platform.serving.asgi import Receive, Scope, Send, header, query
from dozvon.platform.serving.log import Cursor, EventRow
from dozvon.platform.serving.subscribers import Batch, Encode

RETRY = 500, 1500
"""Milliseconds after which a browser comes back; drawn for each, for when the server restarts all come back."""

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
    return Cursor.parse(given or query(scope, "last_event_id"))


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


def whole(batch: Batch) -> bytes:
    """Each event of the batch as one JSON object."""
    return encode(batch, as_json)


def brief(batch: Batch) -> bytes:
    """One message for the whole batch, also an empty one: order, kind of event, actor; and if banners or one's own
    notices changed."""
    if batch.reset:
        return encode(batch, as_json)
    told = [[event.order_id, event.kind, event.actor_id] for event in batch.events if event.order_id is not None]
    message: dict[str, Any] = {"orders": told}
    if any(event.kind.startswith("banner.") for event in batch.events):
        message["banners"] = True
    if any(event.kind.startswith("notice.") for event in batch.events):
        message["notices"] = True
    return b"id: %s\ndata: %s\n\n" % (str(batch.cursor).encode(), orjson.dumps(message))


def _data_lines(data: bytes) -> bytes:
    return b"\n".join(b"data: " + line for line in data.splitlines() or [b""])


async def serve(
    scope: Scope, receive: Receive, send: Send, batches: AsyncIterator[Batch], over: asyncio.Event, as_bytes: Encode
) -> None:
    """Answers one request with the batches; ends when the client leaves or it is `over`.

    `as_bytes` is called in the event loop: it must not wait for anything.
    """
    await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
    first, last = RETRY
    retry = first + secrets.randbelow(last - first)
    await send({"type": "http.response.body", "body": f"retry: {retry}\n\n".encode(), "more_body": True})
    telling = asyncio.create_task(_tell(send, batches, as_bytes))
    leaving = asyncio.create_task(_left(receive))
    ending = asyncio.create_task(_over(over))
    try:
        await asyncio.wait({telling, leaving, ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone = leaving.done()
        for task in (telling, leaving, ending):
            task.cancel()
            # A database away ends the stream; the client comes back by itself and goes on where it was.
            with contextlib.suppress(asyncio.CancelledError, psycopg.OperationalError):
                await task
    if not gone:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _tell(send: Send, batches: AsyncIterator[Batch], as_bytes: Encode) -> None:
    async for batch in batches:
        await send({"type": "http.response.body", "body": batch.written(as_bytes), "more_body": True})


async def _over(over: asyncio.Event) -> None:
    await over.wait()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
