"""The cookie that a session begins with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

from dozvon.platform.accounts import actions
from dozvon.platform.accounts.middleware import COOKIE
from dozvon.platform.accounts.sessions import SignedIn


def enter(request: HttpRequest, response: HttpResponse, entered: SignedIn) -> HttpResponse:
    """The response with the new session's cookie; form token and session from before are worth nothing any more."""
    rotate_token(request)
    before = request.COOKIES.get(COOKIE)
    if before:
        actions.sign_out(before)
    # No age: the cookie ends with the browser, the server may end the session sooner.
    response.set_cookie(COOKIE, entered.token, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
