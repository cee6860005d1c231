"""Structured logs to stderr: one JSON object per line, or a readable line on a terminal.

Each line carries the id of the request it was written for. No query values, no bodies: they hold people's data.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson


@dataclass(slots=True)
class RequestNotes:
    """What is known of the request being served; filled in as it passes through the layers."""

    request_id: str
    actor_id: int | None = None


_notes: ContextVar[RequestNotes | None] = ContextVar("request_notes", default=None)


def begin_request(request_id: str) -> RequestNotes:
    """Opens the notes of a request in this context; threads that copy the context share them."""
    notes = RequestNotes(request_id)
    _notes.set(notes)
    return notes


def note_actor(actor_id: int | None) -> None:
    """Says who made the current request, for its line in the access log."""
    notes = _notes.get()
    if notes is not None:
        notes.actor_id = actor_id


_SECRET = re.compile(r"(/invitation/|/hooks/[^/\s]{1,60}/)[^\s\"']+")


def masked(text: str) -> str:
    """The text without the parts of addresses that let somebody in: a log is read by more people than a letter."""
    return _SECRET.sub(r"\1…", text)


_ORDINARY = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "request"}


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {key: value for key, value in record.__dict__.items() if key not in _ORDINARY}


class JsonFormatter(logging.Formatter):
    """One JSON object per line: at, level, logger, message, request_id, error, and whatever came by `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        notes = _notes.get()
        if notes is not None:
            line["request_id"] = notes.request_id
        line |= _extra(record)
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class HumanFormatter(logging.Formatter):
    """A line for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        at = time.strftime("%H:%M:%S", time.localtime(record.created))
        extra = " ".join(f"{key}={value}" for key, value in _extra(record).items() if value is not None)
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        line = f"{at} {level}{masked(record.getMessage())} {extra}".rstrip()
        if record.exc_info:
            line += "\n" + masked(self.formatException(record.exc_info))
        return line


def dictionary(*, human: bool | None = None) -> dict[str, Any]:
    """The logging configuration (Django's LOGGING); `human` None asks whether stderr is a terminal."""
    readable = sys.stderr.isatty() if human is None else human
    formatter = HumanFormatter if readable else JsonFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{formatter.__module__}.{formatter.__qualname__}"}},
        "filters": {"outage": {"()": "dozvon.platform.serving.outage.ExpectedOutage"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["outage"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "dozvon": {"level": "INFO"},
            # Its lines on 4xx answers repeat the access log.
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            # A cut connection is told once by whoever used it.
            "psycopg.pool": {"level": "ERROR"},
        },
    }
