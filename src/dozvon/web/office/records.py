"""What is only looked at: the sign-in log; and sessions, which can be ended."""

from __future__ import annotations

import re

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts import attempts, sessions
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.web.office.sections import go, page, zone_of
from dozvon.web.preferences import safe_next
from dozvon.web.signin.gate import signed_in

PER_PAGE = 100


@require_safe
@signed_in(MANAGE_USERS)
def sign_ins(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Attempts to sign in, newest first."""
    text, failed, before = request.GET.get("q", ""), request.GET.get("failed") == "1", request.GET.get("before", "")
    found = attempts.log(actor, text, failed, int(before) if re.fullmatch(r"[0-9]{1,18}", before) else None)
    shown = {"log": found, "text": text[:254], "failed": failed, "paged": bool(before), "zone": zone_of(actor)}
    return page(request, actor, "sign-ins", "sign_ins", shown)


@require_safe
@signed_in(MANAGE_USERS)
def sessions_of_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Browsers in which somebody is signed in now."""
    live = sessions.of_people(actor, timezone.now())
    shown = {
        "rows": Paginator(live, PER_PAGE).get_page(request.GET.get("page")),
        "here_id": getattr(request, "session_id", None),
    }
    return page(request, actor, "sessions", "sessions", shown)


@require_POST
@signed_in()
def end_session(request: HttpRequest, actor: Actor, session_id: int) -> HttpResponse:
    """Ends a session of one's own, or of one's people."""
    try:
        ended = sessions.end(actor, session_id, timezone.now())
    except NotPermitted as error:
        # Whether such a session exists is nobody else's business.
        raise Http404 from error
    if not ended:
        raise Http404
    if session_id == getattr(request, "session_id", None):
        return go("sign-in")
    response = go("account")
    response.headers["Location"] = safe_next(request, "/account/")
    return response
