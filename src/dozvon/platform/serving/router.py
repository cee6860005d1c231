"""The one ASGI application: static files, health, live streams, and Django for all else."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import quote_from_bytes

from dozvon.platform import logs
from dozvon.platform.serving.asgi import (
    PROBLEM_TYPE,
    Application,
    Message,
    Receive,
    Scope,
    Send,
    header,
    problem,
    respond,
)
from dozvon.platform.serving.limits import limited
from dozvon.platform.serving.static import StaticFiles

access = logging.getLogger("dozvon.access")
faults = logging.getLogger("dozvon.serving")

sse_routes: dict[str, Application] = {}
"""Path → ASGI application of a live stream; filled by the layers that own them, before serving begins."""

_SANE_ID = re.compile(rb"^[A-Za-z0-9._-]{8,64}$")
_QUIET = frozenset({"/health", "/ready", "/api/v1/health", "/api/v1/ready"})


class Router:
    """Takes every request of a web process; `ready` says None, or why the program cannot serve now."""

    def __init__(self, static: StaticFiles, django: Application, ready: Callable[[], str | None]) -> None:
        """Wires the parts; `ready` is called in a thread."""
        self._static, self._django, self._ready = static, django, ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request: gives it an id, routes it, logs it."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        given = header(scope, b"x-request-id") or b""
        request_id = given if _SANE_ID.match(given) else secrets.token_hex(8).encode()
        notes = logs.begin_request(request_id.decode())
        begun, status = time.perf_counter(), 0

        async def stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        try:
            await self._route(scope, receive, stamped)
        except Exception:
            faults.exception("request failed")
            if not status:
                await respond(stamped, 500, problem(500, "internal", "Something went wrong here"), [PROBLEM_TYPE])
        finally:
            if scope["path"] not in _QUIET or status >= 400:
                _log(scope, status, begun, notes)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/static/"):
            await self._static(scope, receive, send, path.removeprefix("/static/"))
        elif path in ("/health", "/api/v1/health"):
            await respond(send, 200, b'{"status":"ok"}', [(b"content-type", b"application/json")])
        elif path in ("/ready", "/api/v1/ready"):
            await self._answer_ready(send)
        elif path in sse_routes:
            await sse_routes[path](scope, receive, send)
        else:
            _escape_query(scope)
            await limited(self._django, scope, receive, send)

    async def _answer_ready(self, send: Send) -> None:
        reason = await asyncio.to_thread(self._ready)
        if reason is None:
            await respond(send, 200, b'{"status":"ready"}', [(b"content-type", b"application/json")])
        else:
            headers = [PROBLEM_TYPE, (b"retry-after", b"5")]
            await respond(send, 503, problem(503, "not_ready", reason), headers)


def _escape_query(scope: Scope) -> None:
    """Bytes beyond ASCII may stand in a query on the wire; the bridge to WSGI knows ASCII only."""
    query: bytes = scope["query_string"]
    if not query.isascii():
        scope["query_string"] = quote_from_bytes(query, safe="%&=+;/?:@!$'()*,~-._[]").encode()


def _log(scope: Scope, status: int, begun: float, notes: logs.RequestNotes) -> None:
    fields = {
        "method": scope["method"],
        "path": logs.masked(scope["path"]),
        "status": status,
        "ms": round((time.perf_counter() - begun) * 1000, 1),
        "actor": notes.actor_id,
    }
    access.info("request", extra=fields)


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
