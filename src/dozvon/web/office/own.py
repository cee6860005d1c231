"""One's own account: password, second factor, browsers in which one is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.accounts import actions, second_factor, sessions, totp
from dozvon.platform.accounts.errors import BadAccount, SignInRefused
from dozvon.platform.wording import sentence
from dozvon.web.common.wording import role_title
from dozvon.web.office import qr, wording
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in


@require_safe
@signed_in()
def account(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything about one's own account."""
    return _page(request, actor, {})


@sensitive_post_parameters("old", "password", "again")
@require_POST
@signed_in()
def password(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Another password, proved by the old one."""
    old, new = request.POST.get("old", ""), request.POST.get("password", "")
    if new != request.POST.get("again", ""):
        return _page(request, actor, {"errors": {"again": gettext("The passwords do not match. Try again.")}}, 422)
    address = request.META.get("REMOTE_ADDR", "")
    try:
        actions.change_password(actor, old, new, _here(request), address, timezone.now())
    except BadAccount as refused:
        return _page(request, actor, {"errors": wording.sentences(refused.errors)}, 422)
    except SignInRefused:
        alert = gettext("Too many attempts. Try again in a quarter of an hour.")
        return _page(request, actor, {"alert": alert}, 429)
    return go("account", told="password")


@require_POST
@signed_in()
def begin_factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A key for the authenticator app; nothing changes until its first code is typed in."""
    second_factor.begin(actor)
    return go("account")


@require_POST
@signed_in()
def confirm_factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The first code turns the factor on; the recovery codes are on the page this once."""
    try:
        codes = second_factor.confirm(actor, request.POST.get("code", ""), _here(request), timezone.now())
    except BadAccount as refused:
        return _page(request, actor, {"errors": wording.sentences(refused.errors)}, 422)
    return _page(request, actor, {"recovery": codes})


@sensitive_post_parameters("factor_password")
@require_POST
@signed_in()
def turn_off_factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Back to the password alone."""
    try:
        second_factor.turn_off(actor, request.POST.get("factor_password", ""))
    except BadAccount:
        errors = {"factor_password": sentence(FieldError("factor_password", "wrong_password"))}
        return _page(request, actor, {"errors": errors}, 422)
    return go("account", told="factor_off")


@require_POST
@signed_in()
def end_others(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Signs the person out everywhere but here."""
    sessions.end_others(actor, _here(request))
    return go("account", told="sessions_ended")


def _here(request: HttpRequest) -> int | None:
    return getattr(request, "session_id", None)


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    factor = second_factor.of(actor)
    key = second_factor.secret_of(factor) if factor is not None and factor.confirmed_at is None else None
    link = totp.link(key, actor.name) if key else ""
    framed = {
        "role": role_title(actor.role),
        "factor_on": factor is not None and factor.confirmed_at is not None,
        "codes_left": len(factor.recovery) if factor is not None else 0,
        "key": key or "",
        "key_link": link,
        "key_picture": qr.picture(link, gettext("The key as a picture for the app's camera")) if link else "",
        "recovery": [],
        "own_sessions": list(sessions.own_sessions(actor, timezone.now())[:50]),
        "here_id": _here(request),
        **shown,
    }
    return page(request, actor, "account", "own", framed, status)
