"""Serves live events to a browser with a session or a program with a token, each within its shops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from django.utils import timezone

from dozvon.core.roles import SEE_ORDERS
from dozvon.platform.accounts import access
from dozvon.platform.accounts.middleware import COOKIE
from dozvon.platform.serving import live, sse
from dozvon.platform.serving.asgi import (
    PROBLEM_TYPE,
    Application,
    Receive,
    Scope,
    Send,
    header,
    problem,
    query,
    respond,
)
from dozvon.platform.serving.log import EventRow
from dozvon.platform.serving.stream_auth import Look, StreamAuth

PACE = 0.25
"""Seconds between two messages of a brief stream: a page that asks once a second need not know sooner."""


@dataclass(frozen=True, slots=True)
class StreamLogin:
    """How a request says who it is: where its secret stands, and whom secrets belong to."""

    secret_of: Callable[[Scope], str]
    look: Look


def _cookie(scope: Scope) -> str:
    try:
        morsel = SimpleCookie((header(scope, b"cookie") or b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _bearer(scope: Scope) -> str:
    kind, _, token = (header(scope, b"authorization") or b"").decode("latin-1").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


by_session = StreamLogin(_cookie, lambda secrets: access.by_sessions(secrets, timezone.now()))
"""By the session's cookie."""
by_token = StreamLogin(_bearer, access.by_tokens)
"""By the bearer token."""


@dataclass(frozen=True, slots=True)
class EventsOfShops:
    """Events of these shops, None for all. Those of no shop (merges of clients) are for who sees all shops; banners of
    no shop are for everybody."""

    shops: frozenset[int] | None

    def __call__(self, event: EventRow) -> bool:
        """Whether the event may be seen."""
        if self.shops is None:
            return True
        return event.kind.startswith("banner.") if event.shop_id is None else event.shop_id in self.shops


LONGEST_SECRET = 200


def serve_events(door: StreamLogin) -> Application:
    """A live stream for whoever the door lets in and who may see orders; 401 or 403 for others.

    It ends when the session or the token does. `?brief=1` asks for a message a batch instead of one an event.
    """
    keeper = StreamAuth(door.look)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        secret = door.secret_of(scope)
        actor = await keeper.recognise(secret) if 0 < len(secret) <= LONGEST_SECRET else None
        if actor is None or not actor.may(SEE_ORDERS):
            status, text = (401, "Sign in or send a token") if actor is None else (403, "You may not see orders")
            code = "unauthorized" if actor is None else "forbidden"
            await respond(send, status, problem(status, code, text), [PROBLEM_TYPE])
            return
        is_brief = query(scope, "brief") == "1"
        pace = PACE if is_brief else 0.0
        batches = live.stream().subscribe(
            sse.last_event_id(scope), EventsOfShops(actor.shops), pace=pace, person=actor.user_id
        )
        with keeper.inside(secret, actor) as over:
            await sse.serve(scope, receive, send, batches, over, sse.brief if is_brief else sse.whole)

    return answer
