"""Notifies listeners that the event log has grown, shortly after a commit.

A NOTIFY inside each transaction would make all commits wait for one another (measured: 354-410 commits a second
instead of 814-1,349 with eight connections). So one thread of the process sends it, at most once in PAUSE for however
many commits. Should the process die in between, nothing is lost: listeners also look by themselves every second.
"""

from __future__ import annotations

import logging
import os
import threading
import time

import psycopg

from dozvon.platform.database.parameters import connection_parameters

CHANNEL = "dozvon_events"
PAUSE = 0.03
"""Seconds between two notifications of one process."""

log = logging.getLogger(__name__)


class LogNotifier:
    """The thread that notifies; started by the first commit of a process, ended with it."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._pid: int | None = None
        self._connection: psycopg.Connection | None = None

    def wake(self) -> None:
        """Asks for a notification; returns at once."""
        if self._pid != os.getpid():
            self._start()
        self._wanted.set()

    def _start(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            self._wanted = threading.Event()
            threading.Thread(target=self._run, args=(self._wanted,), name="waking", daemon=True).start()
            self._pid = os.getpid()

    def _run(self, wanted: threading.Event) -> None:
        self._connection = None
        while True:
            wanted.wait()
            wanted.clear()
            try:
                self._notify()
            except psycopg.Error as error:
                log.warning("listeners were not told of new events", extra={"reason": str(error)})
                self.rest()
            time.sleep(PAUSE)

    def _notify(self) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(**connection_parameters(), autocommit=True)
        self._connection.execute(f"NOTIFY {CHANNEL}")

    def rest(self) -> None:
        """Lets the connection go; the next commit opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


_waker = LogNotifier()
wake, rest = _waker.wake, _waker.rest
