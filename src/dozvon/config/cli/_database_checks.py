"""What `dozvon doctor` asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from dozvon.config.cli._checks import CLOCK_SECONDS
from dozvon.config.cli._installation import BEHIND, FOREIGN, NEWER
from dozvon.platform.capabilities import capabilities
from dozvon.platform.checks import BAD, GOOD, NOTE, Finding, grade
from dozvon.platform.database.schema import Schema, state

HEARTBEAT_SECONDS = 60
LATE_MINUTES = 5


def database() -> Iterator[Finding]:
    """Version, settings, schema, clock and jobs, then what each capability looks at."""
    yield from _server()
    schema = state()
    cures = {Schema.BEHIND: BEHIND, Schema.NEWER: NEWER, Schema.FOREIGN: FOREIGN, Schema.EMPTY: "empty; start Dozvon"}
    if schema is not Schema.CURRENT:
        yield Finding(NOTE if schema is Schema.EMPTY else BAD, "schema", cures[schema])
        return
    yield Finding(GOOD, "schema", "up to date")
    yield from _jobs()
    for one in capabilities():
        for check in one.doctor:
            yield from check()


def _one(statement: str, *params: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    return tuple(row) if row else ()


def _server() -> Iterator[Finding]:
    version, durable, sure, connections, lower, now = _one(
        "SELECT current_setting('server_version'), current_setting('fsync') = 'on',"
        " current_setting('synchronous_commit') <> 'off', current_setting('max_connections')::int,"
        " lower('ЖЁЇҐ') = 'жёїґ', clock_timestamp()"
    )
    yield Finding(GOOD, "database", f"PostgreSQL {version}")
    cure = "fsync or synchronous_commit is off: a power cut loses orders; switch both on"
    yield grade(durable and sure, "durability", "each commit reaches the disk", cure)
    few = f"max_connections is {connections}; raise it to 100 or more"
    yield grade(connections >= 50, "connections", f"{connections} at most", few, NOTE)
    locale = "the database's locale cannot lower Cyrillic letters; make it with an ICU or C.UTF-8 locale"
    yield grade(bool(lower), "letters", "Cyrillic is understood", locale)
    apart = abs((datetime.now(UTC) - now).total_seconds())
    same = f"the database's clock is {apart:.0f} s apart; synchronise both machines"
    yield grade(apart < CLOCK_SECONDS, "database clock", "agrees with this machine", same)


def _jobs() -> Iterator[Finding]:
    (alive,) = _one(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
        HEARTBEAT_SECONDS,
    )
    late, failed = _one(
        "SELECT count(*) FILTER (WHERE status = 'todo'"
        "  AND coalesce(scheduled_at, '-infinity') < now() - make_interval(mins => %s)"
        "  AND id IN (SELECT job_id FROM procrastinate_events WHERE at < now() - make_interval(mins => %s))),"
        " count(*) FILTER (WHERE status = 'failed') FROM procrastinate_jobs WHERE status IN ('todo', 'failed')",
        LATE_MINUTES,
        LATE_MINUTES,
    )
    none = "no job process is running; start `dozvon serve` or `dozvon worker`"
    yield grade(alive > 0, "job process", "alive", none, BAD if late else NOTE)
    yield grade(not late, "waiting jobs", "none late", f"{late} are late by more than {LATE_MINUTES} minutes")
    yield grade(not failed, "failed jobs", "none", f"{failed} gave up; the log of the job process says why", NOTE)
