"""Answers to what went wrong, in the language of the reader: a page, a notice for htmx, problem+json for the API."""

from __future__ import annotations

import logging
import sys
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from dozvon.platform.serving.asgi import problem
from dozvon.platform.serving.outage import RETRY_AFTER, is_outage
from dozvon.web.common.requests import is_htmx
from dozvon.web.language import language_of
from dozvon.web.manifest import FrontMissing

log = logging.getLogger(__name__)

CODES: Final = {400: "bad_request", 403: "forbidden", 404: "not_found", 500: "internal", 503: "unavailable"}


def wording(status: int) -> tuple[str, str]:
    """Title and advice for a status, in the active language."""
    match status:
        case 400:
            return gettext("The request could not be understood"), gettext("Go back and try again.")
        case 403:
            return gettext("Access denied"), gettext("Your role does not allow it. Ask your administrator.")
        case 404:
            return gettext("Page not found"), gettext("The address is mistyped, or the page has been removed.")
        case 503:
            return (
                gettext("Back in a moment"),
                gettext("The database is not responding right now. Nothing is lost; try again in a few seconds."),
            )
        case _:
            return (
                gettext("Something went wrong on our side"),
                gettext("The error has been recorded. Saved work is safe; try again."),
            )


def answer(request: HttpRequest, status: int, advice: str = "") -> HttpResponse:
    """The error in the form the asker can show. `advice` replaces the usual one."""
    # At 500 and above the actor may be what cannot be read; the browser's own language is enough.
    actor = getattr(request, "actor", None) if status < 500 else None
    with translation.override(language_of(request, actor)):
        title, usual = wording(status)
        advice = advice or usual
        if request.path.startswith("/api/"):
            body = problem(status, CODES[status], title)
            response = HttpResponse(body, content_type="application/problem+json", status=status)
        else:
            response = _render(request, status, title, advice)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _render(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    try:
        return _html(request, status, title, advice)
    except FrontMissing as missing:
        log.error("an error page without the built front end: %s", missing)
        return HttpResponse(f"{status} {title}\n{advice}\n", status=status, content_type="text/plain; charset=utf-8")


def _html(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    shown = {"status": status, "title": title, "advice": advice}
    if not is_htmx(request):
        return render(request, "common/error.html", shown, status=status)
    # A fragment must not land in whatever part of the page asked for it.
    response = render(request, "common/message.html", shown, status=status)
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
    return answer(request, 503 if is_outage(sys.exc_info()[1]) else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    log.warning("form refused: %s", reason)
    return answer(
        request,
        403,
        gettext("This form has expired. Reload the page and send it again."),
    )
