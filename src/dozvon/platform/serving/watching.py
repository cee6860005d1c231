"""Who may follow the live events: a browser with a session, or a program with a token, each within its shops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from django.db import close_old_connections
from django.utils import timezone

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.platform.accounts import access
from dozvon.platform.accounts.middleware import COOKIE
from dozvon.platform.serving import live, sse
from dozvon.platform.serving.asgi import PROBLEM_TYPE, Application, Receive, Scope, Send, header, problem, respond
from dozvon.platform.serving.log import EventRow

Recognise = Callable[[Scope], Actor | None]


def by_session(scope: Scope) -> Actor | None:
    """The actor of the request's session cookie."""
    try:
        morsel = SimpleCookie((header(scope, b"cookie") or b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return None
    session = access.by_session(morsel.value, timezone.now()) if morsel else None
    return None if session is None else access.actor_of(session.user)


def by_token(scope: Scope) -> Actor | None:
    """The actor of the request's bearer token."""
    kind, _, token = (header(scope, b"authorization") or b"").decode("latin-1").partition(" ")
    return access.by_token(token.strip()) if kind.lower() == "bearer" and 0 < len(token) <= 200 else None


def watching(recognise: Recognise) -> Application:
    """A live stream for whoever `recognise` knows and who may see orders; 401 or 403 for others."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        actor = await asyncio.to_thread(_asked, recognise, scope)
        if actor is None or not actor.may(Permission.SEE_ORDERS):
            status, text = (401, "Sign in or send a token") if actor is None else (403, "You may not see orders")
            code = "unauthorized" if actor is None else "forbidden"
            await respond(send, status, problem(status, code, text), [PROBLEM_TYPE])
            return
        await sse.serve(live.stream(), scope, receive, send, _in_shops_of(actor))

    return answer


def _asked(recognise: Recognise, scope: Scope) -> Actor | None:
    """One look-up in a thread of its own; its connection is not kept."""
    try:
        return recognise(scope)
    finally:
        close_old_connections()


def _in_shops_of(actor: Actor) -> Callable[[EventRow], bool]:
    """Events of no shop (merges of clients) are for those who see all shops."""
    return lambda event: actor.shops is None or (event.shop_id is not None and actor.sees_shop(event.shop_id))
