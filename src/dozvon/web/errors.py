"""Answers to what went wrong, in the language of the reader: a page, a notice for htmx, problem+json for the API."""

from __future__ import annotations

import json
import logging
import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from dozvon.web.language import language_of
from dozvon.web.manifest import FrontMissing

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 5


def wording(status: int) -> tuple[str, str]:
    """Title and advice for a status, in the active language."""
    match status:
        case 400:
            return gettext("The request makes no sense"), gettext("Go back and try once more.")
        case 403:
            return gettext("You may not do this"), gettext("Your role does not allow it. Ask your administrator.")
        case 404:
            return gettext("There is no such page"), gettext("The address is mistyped, or what was here is gone.")
        case 503:
            return (
                gettext("Back in a moment"),
                gettext("The database does not answer right now. Nothing is lost; try again in a few seconds."),
            )
        case _:
            return (
                gettext("Something broke on our side"),
                gettext("The mistake is recorded. What you saved before is kept; try once more."),
            )


def answer(request: HttpRequest, status: int, advice: str = "") -> HttpResponse:
    """The error in the form the asker can show. `advice` replaces the usual one."""
    # At 500 and above the actor may be what cannot be read; the browser's own language is enough.
    actor = getattr(request, "actor", None) if status < 500 else None
    with translation.override(language_of(request, actor)):
        title, usual = wording(status)
        advice = advice or usual
        if request.path.startswith("/api/"):
            return _problem(status, title, advice)
        try:
            response = _html(request, status, title, advice)
        except FrontMissing as missing:
            log.error("an error page without the built front end: %s", missing)
            response = HttpResponse(
                f"{status} {title}\n{advice}\n",
                status=status,
                content_type="text/plain",
            )
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _problem(status: int, title: str, advice: str) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": advice,
        "errors": [],
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), "application/problem+json", status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _html(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    shown = {"status": status, "title": title, "advice": advice}
    if request.headers.get("HX-Request") != "true":
        return render(request, "templates/error.html", shown, status=status)
    # A fragment must not land in whatever part of the page asked for it.
    response = render(request, "templates/notice.html", shown, status=status)
    response.headers["HX-Retarget"] = "#notices"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; a database that does not answer is an outage, not a mistake of ours."""
    outage = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    return answer(request, 503 if outage else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    log.warning("form refused: %s", reason)
    return answer(
        request,
        403,
        gettext("This form is out of date. Reload the page and send it again."),
    )
