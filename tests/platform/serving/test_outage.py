"""A database that is away is told from a statement that is wrong."""

from __future__ import annotations

import logging
import sys

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from dozvon.platform.serving.outage import ExpectedOutage, is_outage


def caused(cause: Exception) -> OperationalError:
    error = OperationalError("away")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error, outage",
    [
        (caused(psycopg.OperationalError("connection refused")), True),
        (caused(psycopg.errors.AdminShutdown("terminating")), True),
        (caused(psycopg.errors.CannotConnectNow("starting up")), True),
        (caused(psycopg.errors.TooManyConnections("full")), True),
        (psycopg.OperationalError("refused"), True),
        (InterfaceError("the connection is closed"), True),
        (caused(psycopg.errors.DeadlockDetected("deadlock")), False),
        (caused(psycopg.errors.QueryCanceled("too long")), False),
        (IntegrityError("twice"), False),
        (ValueError("ours"), False),
        (None, False),
    ],
)
def test_an_outage_is_known(error: Exception | None, outage: bool) -> None:
    assert is_outage(error) is outage


def test_an_outage_is_logged_in_one_line_and_a_mistake_with_its_trace() -> None:
    kept = []
    for error in (caused(psycopg.OperationalError("refused")), ValueError("ours")):
        try:
            raise error
        except Exception:
            record = logging.makeLogRecord(
                {"msg": "Internal Server Error: %s", "args": ("/x",), "exc_info": sys.exc_info()}
            )
        assert ExpectedOutage().filter(record)
        kept.append((record.getMessage(), bool(record.exc_info)))
    assert kept == [("the database is away: Internal Server Error: /x", False), ("Internal Server Error: /x", True)]
