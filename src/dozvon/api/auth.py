"""Bearer tokens: `request.auth` becomes the Actor the token speaks for, and answers are in the caller's language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import activate
from ninja.security import HttpBearer

from dozvon.api.problems import language_of
from dozvon.core.actor import Actor
from dozvon.platform.accounts import access
from dozvon.platform.logs import note_actor


class TokenAuth(HttpBearer):
    """One statement a request; an unknown, revoked or malformed token is 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        """The actor, or None."""
        actor = access.by_token(token) if 0 < len(token) <= 200 else None
        note_actor(actor.user_id if actor else None)
        # The language middleware knows no tokens; it sets the former language again when the request ends.
        activate(language_of(request, actor))
        return actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor of an authenticated API request."""
    actor = request.auth  # type: ignore[attr-defined]
    if not isinstance(actor, Actor):
        raise TypeError("this route has no authentication")
    return actor
