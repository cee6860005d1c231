"""Language and theme, kept in cookies, and the two forms that change them."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from dozvon.core.actor import Actor
from dozvon.platform.accounts import actions as accounts

LANGUAGE_COOKIE: Final = "dozvon_language"
THEME_COOKIE: Final = "dozvon_theme"
THEMES: Final = ("auto", "light", "dark")
_YEAR: Final = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """The theme chosen in this browser: "auto" (as the system has it), "light" or "dark"."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """Where the form asks to go on, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or fallback
    hosts = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()) else fallback


def _keep(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    response.status_code = 303
    response.set_cookie(
        cookie,
        value,
        max_age=_YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language, for the user and for this browser, and goes back to the page."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest("language")
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.user_id is not None:
        accounts.set_language(actor.user_id, code)
    return _keep(request, LANGUAGE_COOKIE, code)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen theme in this browser and goes back to the page."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest("theme")
    return _keep(request, THEME_COOKIE, theme)
