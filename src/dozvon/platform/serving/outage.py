"""Telling a database that is away from a mistake of ours: the answer is 503 with a time to come back."""

from __future__ import annotations

import logging

import psycopg
from django.db import InterfaceError, OperationalError

RETRY_AFTER = 5
"""Seconds; a killed server is back within two."""


def is_outage(error: BaseException | None) -> bool:
    """Whether this error means that the database cannot be reached, not that a statement was wrong."""
    if isinstance(error, InterfaceError):
        return True
    # Django and procrastinate wrap the driver's own error.
    driver = error if isinstance(error, psycopg.Error) else getattr(error, "__cause__", None)
    if isinstance(driver, psycopg.InterfaceError):
        return True
    if not isinstance(driver, psycopg.OperationalError):
        return isinstance(error, OperationalError)
    # A lost connection has no SQLSTATE or one of class 08 or 57P; a deadlock or a time limit has another.
    return driver.sqlstate is None or driver.sqlstate.startswith(("08", "57P", "53300"))


class ExpectedOutage(logging.Filter):
    """Keeps tracebacks of a database outage out of the log: one line is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strips the traceback of an outage; keeps the record."""
        if record.exc_info and is_outage(record.exc_info[1]):
            record.exc_info = record.exc_text = None
            record.msg, record.args = "the database is away: %s", (record.getMessage(),)
        return True
