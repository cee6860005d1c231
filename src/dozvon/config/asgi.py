"""The ASGI application of a web process."""

from __future__ import annotations

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from dozvon.config.settings import BASE, FILES_ROOT
from dozvon.config.wsgi import application as django
from dozvon.platform.database.schema import Readiness
from dozvon.platform.serving.asgi import Application, Message, Receive, Scope, Send
from dozvon.platform.serving.event_streams import by_session, by_token, serve_events
from dozvon.platform.serving.router import Router, sse_routes
from dozvon.platform.serving.sending import FileSending
from dozvon.platform.serving.static import StaticFiles

THREADS = 8
"""Requests that Django works on at once in one process; each thread keeps one database connection."""

STATIC_FOLDER = BASE / "web" / "static" / "dist"


def build() -> Router:
    """The application of one web process; called after the fork, for it starts threads as needed."""
    bridge = cast(Application, WSGIMiddleware(cast(WSGIApp, django), workers=THREADS))

    async def to_django(scope: Scope, receive: Receive, send: Send) -> None:
        async def receiving() -> Message:  # the server's own `receive` is awaitable but no coroutine, as a2wsgi needs
            return await receive()

        await bridge(scope, receiving, send)

    sse_routes["/events"] = serve_events(by_session)
    sse_routes["/api/v1/events"] = serve_events(by_token)
    return Router(StaticFiles(STATIC_FOLDER), FileSending(to_django, FILES_ROOT), Readiness())
