"""The backend that the settings name."""

from __future__ import annotations

import select
from typing import Any

from django.db import NotSupportedError
from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.types.datetime import TimestamptzLoader


class DatabaseWrapper(base.DatabaseWrapper):
    """Reads moments by psycopg's compiled loader, and asks the kernel whether a connection still lives."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """A connection whose zone is UTC, as are all moments that are read from it.

        Django puts a loader in Python before the compiled one, for databases that keep another zone than UTC.
        """
        connection: Connection[Any] = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor with the adapters of its connection; named ones, kept by the server, are turned off in settings."""
        if name is not None:
            raise NotSupportedError("server-side cursors are turned off: they do not outlive a transaction in a pool")
        return self.connection.cursor()

    def is_usable(self) -> bool:
        """Whether statements can be sent: no more than a look while the server has said nothing of its own accord.

        Django sends a statement before each request to find out, which costs a round trip. A server that ended, was
        killed or closed the connection has made the socket readable.
        """
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not poll.poll(0) or bool(super().is_usable())
