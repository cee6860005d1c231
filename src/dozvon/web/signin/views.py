"""The sign-in page and the way out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dozvon.platform.accounts import actions as accounts
from dozvon.platform.accounts.errors import CodeNeeded, SignInRefused
from dozvon.platform.accounts.middleware import COOKIE as SESSION_COOKIE
from dozvon.web.common.wording import role_title
from dozvon.web.preferences import safe_next
from dozvon.web.signin.code import ask
from dozvon.web.signin.cookie import enter
from dozvon.web.signin.refusals import STATUS, refusal


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; with the right name and password a session cookie and the page one came for."""
    if request.method != "POST":
        if getattr(request, "actor", None) is not None:
            return _go(safe_next(request))
        return _page(request, {}, 200)
    name, password = (
        request.POST.get("name", "").strip(),
        request.POST.get("password", ""),
    )
    empty = _empty_fields(name, password)
    if empty:
        return _page(request, empty, 422)
    address, agent = (
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("User-Agent", ""),
    )
    try:
        entered = accounts.sign_in(name, password, address, agent, timezone.now())
    except CodeNeeded as halfway:
        return ask(request, halfway.ticket)
    except SignInRefused as refused:
        response = _page(request, refusal(refused.code, refused.retry_after), STATUS[refused.code])
        if refused.retry_after is not None:
            response.headers["Retry-After"] = str(refused.retry_after)
        return response
    return enter(request, _go(safe_next(request)), entered)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session here and on the server."""
    token = request.COOKIES.get(SESSION_COOKIE)
    if token:
        accounts.sign_out(token)
    response = _go(reverse("sign-in"))
    response.delete_cookie(SESSION_COOKIE, samesite="Lax")
    return response


def _go(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _empty_fields(name: str, password: str) -> dict[str, str]:
    errors = {}
    if not name:
        errors["name"] = gettext("Enter your name or e-mail.")
    if not password:
        errors["password"] = gettext("Enter your password.")
    return errors


def _page(request: HttpRequest, errors: dict[str, str], status: int) -> HttpResponse:
    shown = {
        "errors": errors,
        "name": request.POST.get("name", ""),
        "next": safe_next(request),
        "demo_people": getattr(settings, "DEMO_PEOPLE", ()),
        "role_title": role_title,
    }
    return render(request, "signin/page.html", shown, status=status)
