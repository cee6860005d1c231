"""Where providers' webhooks arrive: `/hooks/{connection}/{token}[/{rest}]`.

Nothing is believed before the provider's own proof is checked over the raw bytes; what is genuine is stored and
answered at once, and read by a job. A hook's address is a secret: logs show it masked.
"""

from __future__ import annotations

import hmac
import math
import time
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dozvon.platform.connections.hooks import Forged, Genuine, HookAnswer, HookRequest, HookVerdict
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import provider_of
from dozvon.platform.inbox import receiving
from dozvon.platform.inbox.receiving import InboxFull, OtherBody, ReceivedMessage
from dozvon.platform.secrets.sealing import Unreadable
from dozvon.platform.serving.rates import RateLimit

MOST_BYTES: Final = 2 * 1024 * 1024
BY_ADDRESS: Final = RateLimit(per_second=20, burst=600)
BY_CONNECTION: Final = RateLimit(per_second=20, burst=600)
"""A shop may change hundreds of orders at once; a refused webhook counts against it at its platform."""
BY_FORGED: Final = RateLimit(per_second=2, burst=60)
"""Requests of one connection without its token, apart from those with it: nobody else can use up its own limit."""
LATER_SECONDS: Final = 60
UNREADABLE: Final = "the secrets of this connection cannot be read"


@csrf_exempt
@require_http_methods(["GET", "POST", "PUT"])
def hook(request: HttpRequest, code: str, token: str, rest: str = "") -> HttpResponse:
    """Checks, stores and answers a request of a provider."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    wait = BY_ADDRESS.wait_of(address, time.monotonic())
    if wait:
        return _later(wait)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _plain(413, "too large")
    source = Connection.objects.filter(code=code).first() if "\x00" not in code else None
    if source is None or not source.is_on:
        return _plain(404, "no such hook")
    try:
        is_named = _is_named(source, token)
    except Unreadable:
        return _plain(503, UNREADABLE)
    wait = (BY_CONNECTION if is_named else BY_FORGED).wait_of(source.code, time.monotonic())
    if wait:
        return _later(wait)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _plain(413, "too large")
    sent = HookRequest(
        method=request.method or "",
        rest=rest,
        query={name: value for name in request.GET if isinstance(value := request.GET.get(name), str)},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        address=address,
    )
    try:
        verdict = _verdict(source, sent) if is_named else Forged()
    except Unreadable:
        return _plain(503, UNREADABLE)
    return _answer(source, sent, verdict)


def _is_named(source: Connection, token: str) -> bool:
    """Whether the token is the connection's. Raises Unreadable."""
    provider = provider_of(source)
    accepted = [source.hook_token(), source.secret(provider.also_in_path) if provider.also_in_path else ""]
    # All of them, so that the time tells nothing.
    right = [hmac.compare_digest(token.encode(), one.encode()) for one in accepted if one]
    return any(right)


def _verdict(source: Connection, sent: HookRequest) -> HookVerdict:
    judge = provider_of(source).hook
    return Forged() if judge is None else judge(source, sent)


def _answer(source: Connection, sent: HookRequest, verdict: HookVerdict) -> HttpResponse:
    now = timezone.now()
    if isinstance(verdict, Forged):
        receiving.note_forged(source, len(sent.body), sent.address, now)
        return _plain(401, "not genuine")
    if isinstance(verdict, Genuine):
        try:
            receiving.receive(source, ReceivedMessage(verdict.external_id, sent.body, verdict.sent), now)
        except OtherBody:
            return _plain(409, "another body came under this id")
        except InboxFull:
            return _later(LATER_SECONDS)
    return _written(verdict.answer)


def _later(seconds: float) -> HttpResponse:
    answer = _plain(429, "too many requests")
    answer.headers["Retry-After"] = str(math.ceil(seconds))
    return answer


def _plain(status: int, text: str) -> HttpResponse:
    return _written(HookAnswer(status, text.encode()))


def _written(answer: HookAnswer) -> HttpResponse:
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)


urlpatterns = [
    path("hooks/<slug:code>/<str:token>", hook, name="hook"),
    path("hooks/<slug:code>/<str:token>/<path:rest>", hook, name="hook-rest"),
]
