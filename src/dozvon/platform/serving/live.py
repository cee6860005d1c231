"""The one stream of live events of this web process."""

from __future__ import annotations

from functools import cache

import psycopg

from dozvon.platform.database.parameters import connection_parameters
from dozvon.platform.serving.log import Connection
from dozvon.platform.serving.stream import EventStream


@cache
def stream() -> EventStream:
    """The stream that every `sse_routes` entry of this process subscribes to; made in its event loop."""
    return EventStream(_connect)


def end() -> None:
    """Ends all live streams of this process, so that its stop need not wait for them."""
    stream().close()


async def _connect() -> Connection:
    return await psycopg.AsyncConnection.connect(**connection_parameters(), autocommit=True)
