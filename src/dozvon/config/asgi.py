"""The ASGI application of a web process."""

from __future__ import annotations

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from dozvon.config.settings import BASE
from dozvon.config.wsgi import application as django
from dozvon.platform.database.schema import Readiness
from dozvon.platform.serving.asgi import Application
from dozvon.platform.serving.router import Router
from dozvon.platform.serving.static import StaticFiles

THREADS = 8
"""Requests that Django works on at once in one process; each thread keeps one database connection."""

STATIC_FOLDER = BASE / "web" / "static" / "dist"


def build() -> Router:
    """The application of one web process; called after the fork, for it starts threads as needed."""
    bridge = cast(Application, WSGIMiddleware(cast(WSGIApp, django), workers=THREADS))
    return Router(StaticFiles(STATIC_FOLDER), bridge, Readiness())
