"""The limit on a request's body: what is larger is refused at once, unread."""

from __future__ import annotations

import asyncio

from dozvon.platform.serving.asgi import PROBLEM_TYPE, Application, Message, Receive, Scope, Send, header, problem

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes; five thousand orders in one bulk request take about a fifth of it."""

_DRAIN_LIMIT = 64 * 1024 * 1024
_DRAIN_SECONDS = 5.0


class BodyTooLarge(OSError):
    """Raised to whoever reads a body past the limit; an OSError, so that Django sees a broken upload."""


async def limited(app: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Runs `app` on a body within the limit; answers 413 itself when it is larger."""
    length = header(scope, b"content-length")
    if length is not None:
        if not length.isdigit() or int(length) > BODY_LIMIT:
            await _refuse(receive, send)
        else:
            await app(scope, receive, send)
        return
    if header(scope, b"transfer-encoding") is None and scope["http_version"].startswith("1"):
        await app(scope, receive, send)
        return
    await _counted(app, scope, receive, send)


async def _counted(app: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """A streamed body says no length: it is counted as it comes."""
    seen, exceeded, started = 0, False, False

    async def counting() -> Message:
        nonlocal seen, exceeded
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            exceeded = True
            raise BodyTooLarge("the body is larger than the limit")
        return message

    async def watching(message: Message) -> None:
        nonlocal started
        # What the application makes of the cut body is of no interest to the client.
        if not exceeded:
            started = True
            await send(message)

    try:
        await app(scope, counting, watching)
    except BodyTooLarge:
        exceeded = True
    if exceeded and not started:
        await _refuse(receive, send)


async def _refuse(receive: Receive, send: Send) -> None:
    """Sends the status at once; then swallows what is on its way before the end of the answer, which closes the
    connection: a reset would cost the client the answer."""
    body = problem(413, "too_large", f"The body is larger than {BODY_LIMIT // 1024 // 1024} MiB")
    headers = [PROBLEM_TYPE, (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            seen = 0
            while seen < _DRAIN_LIMIT:
                message = await receive()
                seen += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    break
    except TimeoutError:
        seen = _DRAIN_LIMIT
    await send({"type": "http.response.body", "body": body, "more_body": False})
