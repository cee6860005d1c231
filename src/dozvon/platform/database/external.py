"""A PostgreSQL server of the user's own: can it be used, and if not, what to do."""

from __future__ import annotations

import re
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dozvon.platform.database.errors import DatabaseUnavailable

OLDEST = 15
CONNECT_SECONDS = 10

_REASONS = (
    (r"password authentication failed", "the password of {user!r} is wrong"),
    (r"no password supplied", "a password for {user!r} is needed; add it to the address"),
    (r'database ".*" does not exist', "there is no database {dbname!r}; make it with: createdb {dbname}"),
    (r'role ".*" does not exist', "there is no role {user!r}; make it with: createuser {user}"),
    (r"no pg_hba.conf entry", "the server lets {user!r} in from nowhere near here; add a line to its pg_hba.conf"),
    (r"permission denied for database", "{user!r} may not enter {dbname!r}; grant CONNECT on it"),
    (r"too many (clients|connections)|remaining connection slots", "it has no free connection; raise max_connections"),
    (r"starting up|shutting down|not accepting", "it is starting or stopping; try again in a moment"),
    (r"could not translate host name|Name or service not known|resolve", "there is no such host; check the name"),
    (r"Connection refused|No such file", "nobody listens there; start the server or check host and port"),
    (r"timeout|timed out|No route|unreachable", "it cannot be reached; check the network, host and port"),
    (r"SSL|certificate", "the encrypted connection failed; check sslmode and the certificates"),
)


def check(url: str) -> None:
    """Raises DatabaseUnavailable unless a server of a known version answers at `url`."""
    try:
        known = dict(conninfo_to_dict(url))
    except psycopg.Error as error:
        raise DatabaseUnavailable(
            "DOZVON_DATABASE_URL cannot be read; write postgresql://user:password@host:5432/name"
        ) from error
    if not known.get("dbname"):
        raise DatabaseUnavailable("DOZVON_DATABASE_URL names no database; add its name after the last slash")
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(explain(str(error), known)) from error
    if version < OLDEST * 10000:
        raise DatabaseUnavailable(
            f"{place(known)} is PostgreSQL {version // 10000}; Dozvon needs {OLDEST} or newer: upgrade the server, "
            "or leave DOZVON_DATABASE_URL out and use the embedded one"
        )


def place(known: dict[str, Any]) -> str:
    """Where the server is, for a sentence; never the password."""
    return f"The database {known.get('dbname', '')!r} at {known.get('host', 'localhost')}:{known.get('port', 5432)}"


def explain(complaint: str, known: dict[str, Any]) -> str:
    """The sentence for a failed connection."""
    words = {"user": known.get("user", ""), "dbname": known.get("dbname", "")}
    for pattern, reason in _REASONS:
        if re.search(pattern, complaint):
            return f"{place(known)} cannot be used: {reason.format(**words)}"
    first = complaint.strip().splitlines()[-1] if complaint.strip() else "it gave no reason"
    return f"{place(known)} cannot be used: {first}"
