"""Answers when the database is away: 503 with a time to come back, never a traceback."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from dozvon.platform.serving.asgi import problem

faults = logging.getLogger("dozvon.serving")

RETRY_AFTER = 5
"""Seconds; a killed server is back within two."""


def is_outage(error: BaseException | None) -> bool:
    """Whether this error means that the database cannot be reached, not that a statement was wrong."""
    if isinstance(error, InterfaceError):
        return True
    # A lost connection has no SQLSTATE or one of class 08 or 57P; a deadlock or a time limit has another.
    state = getattr(error.__cause__, "sqlstate", None) if error else None
    return isinstance(error, OperationalError) and (state is None or state.startswith(("08", "57P", "53300")))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 when the database is away, else 500; JSON for the API, a page for people."""
    outage = is_outage(sys.exc_info()[1])
    status, code = (503, "unavailable") if outage else (500, "internal")
    title = "The database is away for a moment" if outage else "Something went wrong here"
    if request.path.startswith("/api/"):
        answer = HttpResponse(problem(status, code, title), status=status, content_type="application/problem+json")
    else:
        answer = HttpResponse(_page(request, status, title), status=status)
    if outage:
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _page(request: HttpRequest, status: int, title: str) -> str:
    try:
        return render_to_string(f"{status}.html", request=request)
    except TemplateDoesNotExist:
        return title
    except Exception:
        # The page itself may need what is broken; the plain sentence never does.
        faults.exception("error page failed")
        return title


class ExpectedOutage(logging.Filter):
    """Keeps tracebacks of a database outage out of the log: one line is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strips the traceback of an outage; keeps the record."""
        if record.exc_info and is_outage(record.exc_info[1]):
            record.exc_info = record.exc_text = None
            record.msg, record.args = "the database is away: %s", (record.getMessage(),)
        return True
