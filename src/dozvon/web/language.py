"""The language of a page: the user's own, else the one chosen in this browser, else the browser's, else the default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dozvon.core.actor import Actor
from dozvon.web.preferences import LANGUAGE_COOKIE

CODES: Final = frozenset(code for code, _ in settings.LANGUAGES)


def language_of(request: HttpRequest, actor: Actor | None) -> str:
    """The code of one of the installation's languages."""
    if actor is not None and actor.language in CODES:
        return actor.language
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in CODES:
        return chosen
    default: str = settings.LANGUAGE_CODE
    return _accepted(request.headers.get("Accept-Language", "")) or default


def _accepted(header: str) -> str | None:
    """The first of our languages that the browser asks for, the most wanted first."""
    wanted = []
    for part in header[:500].split(","):
        code, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), code.split("-")[0].lower()))
        except ValueError:
            continue
    # Stable by wish only: among equals the browser's own order counts.
    return next(
        (code for _, code in sorted(wanted, key=lambda wish: wish[0]) if code in CODES),
        None,
    )


class LanguageMiddleware:
    """Activates the language for the length of the request. Stands after the middleware that sets `request.actor`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language_of(request, getattr(request, "actor", None))
        with translation.override(code):
            response = self.get_response(request)
            # Not `code`: a token is read later than this, and its holder may want another language.
            response.headers.setdefault("Content-Language", translation.get_language() or code)
        return response
