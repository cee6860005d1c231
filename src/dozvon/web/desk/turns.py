"""The next order, asked for or by itself."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch import worklists
from dozvon.dispatch.actions import take_from_list, take_next
from dozvon.dispatch.errors import UnknownQueue
from dozvon.orders import queries
from dozvon.web.common.origin import Origin, origin_of
from dozvon.web.common.requests import see_other
from dozvon.web.preferences import safe_next
from dozvon.web.signin.gate import signed_in

AUTOMATIC_COOKIE = "dozvon_automatic"
_YEAR = 365 * 24 * 3600


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def next_order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The order in hand, else the next one to be worked on; says so where there is none."""
    now, origin = timezone.now(), origin_of(request.POST)
    held = queries.held_by(actor, now)
    if held is not None:
        return see_other(origin.card(held, held=1))
    if origin.task:
        return see_other(next_of_list(actor, origin, now))
    try:
        handed = take_next(actor, now, request.POST.get("queue") or None)
    except UnknownQueue as error:
        raise Http404 from error
    if handed is not None:
        return see_other(Origin(handed.reason.queue.code).card(handed.order.pk))
    start = None if origin.queue else worklists.start_of(actor)
    return see_other(next_of_list(actor, Origin(task=start.code), now) if start is not None else origin.address(none=1))


def next_of_list(actor: Actor, origin: Origin, now: datetime, **told: object) -> str:
    """The card of the next order of the work list, else the list itself, which says so where nothing else is said."""
    one = next((one for one in worklists.lists_of(actor) if one.code == origin.task), None)
    order = take_from_list(actor, one, now) if one is not None else None
    if order is not None:
        return origin.card(order.pk, **told)
    return (origin if one is not None else Origin()).address(**(told or {"empty": 1}))


@require_POST
@signed_in(SEE_ORDERS)
def set_automatic(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Turns automatic mode on or off, for this browser."""
    response = see_other(safe_next(request))
    wanted = "1" if request.POST.get("on") == "1" else "0"
    response.set_cookie(
        AUTOMATIC_COOKIE, wanted, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response


def is_automatic(request: HttpRequest) -> bool:
    """Whether the next order opens by itself in this browser."""
    return request.COOKIES.get(AUTOMATIC_COOKIE) == "1"
