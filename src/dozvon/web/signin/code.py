"""The second page of signing in: the code of the authenticator app, or a recovery code."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dozvon.platform.accounts import actions as accounts
from dozvon.platform.accounts.errors import SignInRefused
from dozvon.platform.accounts.second_factor import TICKET_LIFE
from dozvon.web.preferences import safe_next
from dozvon.web.signin.cookie import enter
from dozvon.web.signin.refusals import STATUS, refusal

TICKET_COOKIE: Final = "dozvon_code_ticket"


def ask(request: HttpRequest, ticket: str) -> HttpResponse:
    """On to the page of the code; the ticket travels in a cookie that no script can read."""
    response = HttpResponseRedirect(f"{reverse('sign-in-code')}?{urlencode({'next': safe_next(request)})}")
    response.status_code = 303
    response.set_cookie(
        TICKET_COOKIE,
        ticket,
        max_age=TICKET_LIFE,
        path=reverse("sign-in-code"),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The form; with the right code a session and the page one came for."""
    ticket = request.COOKIES.get(TICKET_COOKIE, "")
    if not ticket:
        return HttpResponseRedirect(reverse("sign-in"))
    if request.method != "POST":
        return _page(request, {}, 200)
    typed = request.POST.get("code", "").strip()
    if not typed:
        return _page(request, {"code": gettext("Enter the code.")}, 422)
    address, agent = request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")
    try:
        entered = accounts.sign_in_with_code(ticket, typed, address, agent, timezone.now())
    except SignInRefused as refused:
        response = _page(request, refusal(refused.code, refused.retry_after), STATUS[refused.code])
        if refused.retry_after is not None:
            response.headers["Retry-After"] = str(refused.retry_after)
        return response
    response = HttpResponseRedirect(safe_next(request))
    response.status_code = 303
    response.delete_cookie(TICKET_COOKIE, path=reverse("sign-in-code"), samesite="Lax")
    return enter(request, response, entered)


def _page(request: HttpRequest, errors: dict[str, str], status: int) -> HttpResponse:
    return render(request, "signin/code.html", {"errors": errors, "next": safe_next(request)}, status=status)
