"""The pages of the desk. One address serves the whole page and, to htmx, the part of it that changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.cursors import BadCursor
from dozvon.core.errors import NotPermitted
from dozvon.core.pipeline.document import Action
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch import worklists
from dozvon.dispatch.actions import take_from_list, take_next
from dozvon.dispatch.errors import UnknownQueue
from dozvon.orders import access, queries, rules
from dozvon.orders.actions import claims
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Claimed, Closed, OrderNotFound, Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.accounts.models import User
from dozvon.web.card import forms
from dozvon.web.card.card import CardView, card_of, may_work
from dozvon.web.card.panels import Answered
from dozvon.web.common.notices import notice_of, told_of
from dozvon.web.common.origin import LONGEST, Origin, origin_of
from dozvon.web.common.requests import part_of, see_other
from dozvon.web.formats import local_time
from dozvon.web.list.listing import Listing
from dozvon.web.list.rail import Rail, listing_of, rail_of, ways_of
from dozvon.web.preferences import safe_next
from dozvon.web.signin.gate import signed_in

AUTOMATIC_COOKIE = "dozvon_automatic"
_CARD = re.compile(r"/orders/(\d{1,18})/")
_YEAR = 365 * 24 * 3600


@require_safe
@signed_in(SEE_ORDERS)
def desk(request: HttpRequest, actor: Actor, queue: str = "") -> HttpResponse:
    """The tabs and the list of one of them; the first where none is named, or one's work list."""
    now = timezone.now()
    start = None if queue or part_of(request) else worklists.start_of(actor)
    if start is not None:
        return see_other(Origin(task=start.code).address(**told_of(request.GET)))
    return _screen(request, actor, Origin(queue), now)


@require_safe
@signed_in(SEE_ORDERS)
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Orders by number, name, phone or e-mail. Nothing typed leads back to the desk."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    if not text:
        return see_other(Origin().address())
    return _screen(request, actor, Origin(text=text), timezone.now())


@require_safe
@signed_in(SEE_ORDERS)
def order(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The card. Opening takes the order for whoever may work on it, unless another holds it; ?look=1 only looks."""
    now = timezone.now()
    found = _order(actor, order_id)
    if request.method == "GET" and "look" not in request.GET and may_work(actor, found):
        _leave_the_last(request, actor, order_id, now)
        found = _claimed(actor, found, now)
    return _card(request, actor, found, now)


def _leave_the_last(request: HttpRequest, actor: Actor, order_id: int, now: datetime) -> None:
    """Whoever turns from one card to another gives the first one back: nobody holds orders they do not look at."""
    before = _CARD.search(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if before is not None and int(before[1]) != order_id:
        claims.leave(actor, int(before[1]), now)


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def act(request: HttpRequest, actor: Actor, order_id: int, code: str) -> HttpResponse:
    """Carries out one action; goes on to the tab or, in automatic mode, to the next order."""
    now = timezone.now()
    found = _order(actor, order_id)
    button = rules.pipeline_of(found).action.get(code)
    if button is None:
        raise Http404
    typed = forms.typed_of(request.POST, button)
    form = forms.form_of(typed, button, forms.Clocks(now, found.shop.zone, found.zone))
    if isinstance(form, dict):
        return _card(request, actor, found, now, Answered(code, typed, form), status=422)
    try:
        once, since = rules.once_of(request.POST.get("once")), forms.version_of(request.POST, "since")
        perform(actor, order_id, code, form, now, typed.version, once, since)
    except Refused as refused:
        return _refused(request, actor, order_id, button, Answered(code, typed, {}), refused, now)
    except Stale:
        alert = gettext("The order changed meanwhile. What you typed is kept: look once more and save again.")
        return _card(request, actor, _order(actor, order_id), now, Answered(code, typed, {}), alert, 409)
    except Claimed as claimed:
        return _card(request, actor, _order(actor, order_id), now, None, _held(claimed, found, now), 409)
    return _onward(request, actor, found, now)


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def release(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Gives the order back, and goes back to the tab."""
    now = timezone.now()
    try:
        claims.release(actor, order_id, now)
    except OrderNotFound as error:
        raise Http404 from error
    except Claimed as claimed:
        found = _order(actor, order_id)
        return _card(request, actor, found, now, None, _held(claimed, found, now), 409)
    told = "idle" if request.POST.get("idle") == "1" else "released"
    return see_other(origin_of(request.POST).address(**{told: order_id}))


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def next_order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The order in hand, else the next one to be worked on; says so where there is none."""
    now, origin = timezone.now(), origin_of(request.POST)
    held = queries.held_by(actor, now)
    if held is not None:
        return see_other(origin.card(held, held=1))
    if origin.task:
        return see_other(_next_of_list(actor, origin, now))
    try:
        handed = take_next(actor, now, request.POST.get("queue") or None)
    except UnknownQueue as error:
        raise Http404 from error
    if handed is not None:
        return see_other(Origin(handed.reason.queue.code).card(handed.order.pk))
    start = None if origin.queue else worklists.start_of(actor)
    return see_other(
        _next_of_list(actor, Origin(task=start.code), now) if start is not None else origin.address(none=1)
    )


def _next_of_list(actor: Actor, origin: Origin, now: datetime, **told: object) -> str:
    """The card of the next order of the work list, else the list itself, which says so where nothing else is said."""
    one = next((one for one in worklists.lists_of(actor) if one.code == origin.task), None)
    order = take_from_list(actor, one, now) if one is not None else None
    if order is not None:
        return origin.card(order.pk, **told)
    return (origin if one is not None else Origin()).address(**(told or {"empty": 1}))


@require_POST
@signed_in(SEE_ORDERS)
def automatic(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Turns automatic mode on or off, for this browser."""
    response = see_other(safe_next(request))
    wanted = "1" if request.POST.get("on") == "1" else "0"
    response.set_cookie(
        AUTOMATIC_COOKIE, wanted, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response


def _order(actor: Actor, order_id: int) -> Order:
    try:
        return access.get(actor, order_id)
    except OrderNotFound as error:
        raise Http404 from error
    except NotPermitted as error:
        raise PermissionDenied from error


def _claimed(actor: Actor, found: Order, now: datetime) -> Order:
    """The order taken for the actor, or as it is where another holds it or has just closed it."""
    holder = rules.holder_of(found, now)
    if holder is not None and (holder != actor.user_id or _is_fresh(found, now)):
        return found
    try:
        taken = claims.claim(actor, found.pk, now)
    except (Claimed, Closed):
        return access.get(actor, found.pk)
    # Whose the order is now is known already: no statement is spent on the name.
    found.claimed_by, found.claimed_until = User(pk=actor.user_id, name=actor.name), taken.claimed_until
    return found


def _is_fresh(found: Order, now: datetime) -> bool:
    """Whether most of the lease is still ahead: then it need not be prolonged yet."""
    lease = timedelta(minutes=found.shop.claim_minutes)
    return found.claimed_until is not None and found.claimed_until - now > lease / 2


def _held(claimed: Claimed, found: Order, now: datetime) -> str:
    until = local_time(claimed.until, found.shop.zone, now)
    sentence = gettext("%(holder)s is working on this order until %(until)s. Nothing was saved; take the next one.")
    return sentence % {"holder": claimed.holder, "until": until}


def _refused(
    request: HttpRequest,
    actor: Actor,
    order_id: int,
    button: Action,
    answered: Answered,
    refused: Refused,
    now: datetime,
) -> HttpResponse:
    found, refusal = _order(actor, order_id), refused.refusal
    if refusal.reason == "fields":
        errors = forms.sentences(refusal)
        back = Answered(answered.code, answered.typed, errors)
        return _card(request, actor, found, now, back, status=422)
    language = get_language() or "ru"
    if refusal.reason == "forbidden":
        alert = gettext("Your role does not allow “%(action)s”.") % {"action": button.title.text(language)}
        return _card(request, actor, found, now, None, alert, 403)
    status = rules.status_of(found).title.text(language)
    alert = gettext("“%(action)s” is not possible any more: the order is in “%(status)s” now. Choose again.")
    alert %= {"action": button.title.text(language), "status": status}
    return _card(request, actor, found, now, None, alert, 409)


def _onward(request: HttpRequest, actor: Actor, done: Order, now: datetime) -> HttpResponse:
    """After an action: the next of the work list, or in automatic mode of the tabs; else the tab or list again."""
    told, origin = {"done": done.pk, "till": int(now.timestamp()) + done.shop.undo_seconds}, origin_of(request.POST)
    if origin.task:
        return see_other(_next_of_list(actor, origin, now, **told))
    if _is_automatic(request):
        handed = take_next(actor, now)
        if handed is not None:
            return see_other(Origin(handed.reason.queue.code).card(handed.order.pk, **told))
    return see_other(origin.address(**told))


def _is_automatic(request: HttpRequest) -> bool:
    return request.COOKIES.get(AUTOMATIC_COOKIE) == "1"


def _card(
    request: HttpRequest,
    actor: Actor,
    found: Order,
    now: datetime,
    answered: Answered | None = None,
    alert: str = "",
    status: int = 200,
    parts: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The card, alone where only it changes. What went wrong never touches the list beside it.

    `parts` stand in place of the card's own: a form that came back with what was wrong in it.
    """
    sent = request.POST if request.method == "POST" else request.GET
    origin = origin_of(sent)
    if not origin.query:
        origin = _home(actor, found, now)
    card = replace(card_of(actor, found, origin, now, answered, alert), **(parts or {}))
    part = part_of(request)
    if part == "card" or (part and status != 200) or (part == "desk" and _shows(request, origin)):
        notice = notice_of(actor, request.GET, now)
        looked = "look" in request.GET
        shown = {"card": card, "origin": origin, "notice": notice, "looked": looked}
        response = render(request, "card/card.html", shown, status=status)
        response.headers["HX-Retarget"] = "#card"
        # What stands already stays, with the keyboard in it.
        response.headers["HX-Reswap"] = "outerMorph" if looked else "outerHTML"
        return response
    return _screen(request, actor, origin, now, card, status)


def _home(actor: Actor, found: Order, now: datetime) -> Origin:
    """Where an order stands that was opened from nowhere: its tab, else the actor's work list that has it."""
    queue = rules.current_queue(found, now)
    kind = rules.pipeline_of(found).task.get(found.task_kind or "")
    mine = queue is None and kind is not None and worklists.performs(actor, kind)
    return Origin(queue or "", task=found.task_kind or "" if mine else "")


def _shows(request: HttpRequest, origin: Origin) -> bool:
    """Whether the browser shows a card beside the list of that tab already: its rows follow by themselves."""
    address = urlsplit(request.headers.get("HX-Current-URL", ""))
    before = origin_of(dict(parse_qsl(address.query)))
    return _CARD.fullmatch(address.path) is not None and before == origin and bool(origin.queue or origin.task)


def whole_page(
    request: HttpRequest, actor: Actor, found: Order, now: datetime, status: int, parts: Mapping[str, Any]
) -> HttpResponse:
    """The desk with this card: what a form on the card answers to a browser without scripts."""
    return _card(request, actor, found, now, status=status, parts=parts)


def _screen(
    request: HttpRequest,
    actor: Actor,
    origin: Origin,
    now: datetime,
    card: CardView | None = None,
    status: int = 200,
) -> HttpResponse:
    """Tabs, list and card."""
    template = {"more": "list/rows.html", "desk": "desk/desk.html"}.get(part_of(request), "desk/page.html")
    rail = rail_of(actor, origin, now)
    shown = {
        "tabs": rail.tabs,
        "listing": _listing(request, actor, origin, rail, card is not None, now),
        "card": card,
        "origin": origin,
        "notice": notice_of(actor, request.GET, now),
        "looked": "look" in request.GET,
        "automatic": _is_automatic(request),
        "may_work": actor.may(WORK_ORDERS),
        **(ways_of(actor, rail) if template == "desk/page.html" else {}),
    }
    return render(request, template, shown, status=status)


def _listing(
    request: HttpRequest, actor: Actor, origin: Origin, rail: Rail, beside_card: bool, now: datetime
) -> Listing | None:
    """The list of the chosen tab or search; none for an order that stands in no tab, or without any shop."""
    cursor = request.GET.get("cursor")
    if not origin.text and rail.chosen is None and rail.tabs and not beside_card:
        raise Http404
    try:
        return listing_of(actor, rail, origin, cursor, now)
    except BadCursor:
        raise Http404 from None
