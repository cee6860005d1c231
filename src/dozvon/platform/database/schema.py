"""How far the database's schema is, and bringing it up to date, one process at a time."""

from __future__ import annotations

import enum
import time
from functools import cache

import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from dozvon.platform.capabilities import capabilities
from dozvon.platform.database.parameters import connection_parameters

_TURN = 7_303_014
"""The advisory lock that processes take in turn to migrate."""


class Schema(enum.Enum):
    """What the database holds, seen from this program."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"
    """Tables, but none of Dozvon's history of changes: another program's database."""


@cache
def expected() -> frozenset[tuple[str, str]]:
    """The changes this program brings: (app, name)."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.disk_migrations or {})


def pending() -> list[str]:
    """The changes not yet made, as "app.name", in no order that matters."""
    applied = set(MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations())
    return sorted(f"{app}.{name}" for app, name in expected() - applied)


def state() -> Schema:
    """Reads the database once or twice. Raises django.db.OperationalError when it is away."""
    connection = connections[DEFAULT_DB_ALIAS]
    applied = set(MigrationRecorder(connection).applied_migrations())
    if not applied:
        return Schema.FOREIGN if connection.introspection.table_names() else Schema.EMPTY
    if expected() - applied:
        return Schema.BEHIND
    ours = {app for app, _ in expected()}
    return Schema.NEWER if any(app in ours for app, _ in applied - expected()) else Schema.CURRENT


def migrate() -> None:
    """Brings the schema up to date; a second process waits and then finds nothing to do."""
    with psycopg.connect(**connection_parameters()) as turn:
        # A lock of the transaction, not of the session: it also holds through a transaction pool.
        turn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        turn.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
        call_command("migrate", interactive=False, verbosity=0)
        settle()


def settle() -> None:
    """What capabilities keep in the database of what they declare, brought up to date."""
    for capability in capabilities():
        for step in capability.after_migrate:
            step()


def others_connected() -> int:
    """How many other connections use this database now."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


class Readiness:
    """Whether the program can serve: the database answers and its schema is this program's."""

    _KEPT = 1.0
    """Seconds an answer is kept, so that probes cost nothing."""

    def __init__(self) -> None:
        """Reads the program's own list of changes."""
        self._expected = expected()
        self._asked = float("-inf")
        self._reason: str | None = None

    def __call__(self) -> str | None:
        """None when ready, else the reason; called in a thread, leaves no connection behind."""
        if time.monotonic() - self._asked > self._KEPT:
            self._reason, self._asked = self._ask(), time.monotonic()
        return self._reason

    def _ask(self) -> str | None:
        connection = connections[DEFAULT_DB_ALIAS]
        try:
            missing = self._expected - set(MigrationRecorder(connection).applied_migrations())
        except DatabaseError:
            return "the database does not answer"
        finally:
            connection.close()
        return "the schema is behind the program; run dozvon migrate" if missing else None
