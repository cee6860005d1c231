"""Sets `request.actor` from the session cookie: an Actor, or None for a stranger; and whose session it is."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dozvon.platform.accounts import access, sessions
from dozvon.platform.logs import note_actor

COOKIE = "dozvon_session"


class ActorMiddleware:
    """One statement per request with a cookie; none without."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.banners = None, []  # type: ignore[attr-defined]
        token = request.COOKIES.get(COOKIE)
        if token:
            now = timezone.now()
            session = access.by_session(token, now)
            if session is not None:
                request.actor = access.actor_by(session, now)  # type: ignore[attr-defined]
                request.banners = access.banners_for(session, now)  # type: ignore[attr-defined]
                request.away = access.absence_of(session, now)  # type: ignore[attr-defined]
                request.unread_notices = session.user.unread_notices  # type: ignore[attr-defined]
                request.session_id = session.pk  # type: ignore[attr-defined]
                note_actor(session.user_id)
                sessions.keep_alive(session, now)
        return self.get_response(request)
