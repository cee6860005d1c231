"""The card: opened, acted on, given back. One address serves the whole page and, to htmx, the part that changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.pipeline.action import Action
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch import worklists
from dozvon.dispatch.actions import take_next
from dozvon.orders import access, rules
from dozvon.orders.actions import claims
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Claimed, Closed, OrderNotFound, Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.accounts.models import User
from dozvon.platform.events.actions import record_access
from dozvon.web.card import forms
from dozvon.web.card.card import card_of, read_card
from dozvon.web.card.conflicts import conflict_sentence
from dozvon.web.card.context import context_of
from dozvon.web.card.fetching import fetch_order
from dozvon.web.card.panels import ReturnedForm
from dozvon.web.common.notices import notice_of
from dozvon.web.common.origin import Origin, origin_of
from dozvon.web.common.requests import part_of, see_other
from dozvon.web.desk.screen import screen
from dozvon.web.desk.turns import is_automatic, next_of_list
from dozvon.web.signin.gate import signed_in

_CARD = re.compile(r"/orders/(\d{1,18})/")


@require_safe
@signed_in(SEE_ORDERS)
def order_card(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The card. Opening takes the order for whoever may work on it, unless another holds it; ?look=1 only looks."""
    now = timezone.now()
    found = fetch_order(actor, order_id)
    if request.method == "GET" and "look" not in request.GET and context_of(actor, found, now).may_act:
        _leave_the_last(request, actor, order_id, now)
        found = _claim(actor, found, now)
    return _card(request, actor, found, now)


def _leave_the_last(request: HttpRequest, actor: Actor, order_id: int, now: datetime) -> None:
    """Whoever turns from one card to another gives the first one back: nobody holds orders they do not look at."""
    before = _CARD.search(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if before is not None and int(before[1]) != order_id:
        claims.leave(actor, int(before[1]), now)


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def perform_action(request: HttpRequest, actor: Actor, order_id: int, code: str) -> HttpResponse:
    """Carries out one action; goes on to the tab or, in automatic mode, to the next order."""
    now = timezone.now()
    found = fetch_order(actor, order_id)
    button = rules.pipeline_of(found).action.get(code)
    if button is None:
        raise Http404
    typed = forms.read_action(request.POST, button)
    form = forms.form_of(typed, button, forms.Clocks(now, found.shop.zone, found.zone))
    if isinstance(form, dict):
        return _card(request, actor, found, now, ReturnedForm(code, typed, form), status=422)
    try:
        once, since = rules.once_of(request.POST.get("once")), forms.version_of(request.POST, "since")
        perform(actor, order_id, code, form, now, typed.version, once, since)
    except Refused as refused:
        return _answer_refusal(request, actor, order_id, button, ReturnedForm(code, typed, {}), refused, now)
    except Stale:
        alert = gettext("The order has changed. Your input is kept: check it and save again.")
        return _card(request, actor, fetch_order(actor, order_id), now, ReturnedForm(code, typed, {}), alert, 409)
    except Claimed as claimed:
        return _card(
            request, actor, fetch_order(actor, order_id), now, None, conflict_sentence(claimed, found, now), 409
        )
    return _go_on(request, actor, found, now)


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def release_order(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Gives the order back, and goes back to the tab."""
    now = timezone.now()
    try:
        claims.release(actor, order_id, now)
    except OrderNotFound as error:
        raise Http404 from error
    except Claimed as claimed:
        found = fetch_order(actor, order_id)
        return _card(request, actor, found, now, None, conflict_sentence(claimed, found, now), 409)
    told = "idle" if request.POST.get("idle") == "1" else "released"
    return see_other(origin_of(request.POST).address(**{told: order_id}))


def _claim(actor: Actor, found: Order, now: datetime) -> Order:
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


def _answer_refusal(
    request: HttpRequest,
    actor: Actor,
    order_id: int,
    button: Action,
    answered: ReturnedForm,
    refused: Refused,
    now: datetime,
) -> HttpResponse:
    found, refusal = fetch_order(actor, order_id), refused.refusal
    if refusal.reason == "fields":
        errors = forms.sentences(refusal)
        back = ReturnedForm(answered.code, answered.typed, errors)
        return _card(request, actor, found, now, back, status=422)
    language = get_language() or "ru"
    if refusal.reason == "forbidden":
        alert = gettext("Your role does not allow “%(action)s”.") % {"action": button.title.text(language)}
        return _card(request, actor, found, now, None, alert, 403)
    status = rules.status_of(found).title.text(language)
    alert = gettext("“%(action)s” is no longer available: the order is now in “%(status)s”. Choose again.")
    alert %= {"action": button.title.text(language), "status": status}
    return _card(request, actor, found, now, None, alert, 409)


def _go_on(request: HttpRequest, actor: Actor, done: Order, now: datetime) -> HttpResponse:
    """After an action: the next of the work list, or in automatic mode of the tabs; else the tab or list again."""
    told, origin = {"done": done.pk, "till": int(now.timestamp()) + done.shop.undo_seconds}, origin_of(request.POST)
    if origin.task:
        return see_other(next_of_list(actor, origin, now, **told))
    if is_automatic(request):
        handed = take_next(actor, now)
        if handed is not None:
            return see_other(Origin(handed.reason.queue.code).card(handed.order.pk, **told))
    return see_other(origin.address(**told))


def _card(
    request: HttpRequest,
    actor: Actor,
    found: Order,
    now: datetime,
    answered: ReturnedForm | None = None,
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
    context = context_of(actor, found, now)
    record_access(actor, now, "order.card", [found.pk], [found.client_id])
    card = replace(card_of(context, read_card(context), origin, answered, alert), **(parts or {}))
    part = part_of(request)
    if part == "card" or (part and status != 200) or (part == "desk" and _shows_list_already(request, origin)):
        notice = notice_of(actor, request.GET, now)
        looked = "look" in request.GET
        shown = {"card": card, "origin": origin, "notice": notice, "looked": looked}
        response = render(request, "card/card.html", shown, status=status)
        response.headers["HX-Retarget"] = "#card"
        # What stands already stays, with the keyboard in it.
        response.headers["HX-Reswap"] = "outerMorph" if looked else "outerHTML"
        return response
    return screen(request, actor, origin, now, card, status)


def _home(actor: Actor, found: Order, now: datetime) -> Origin:
    """Where an order stands that was opened from nowhere: its tab, else the actor's work list that has it."""
    queue = rules.current_queue(found, now)
    kind = rules.pipeline_of(found).task.get(found.task_kind or "")
    mine = queue is None and kind is not None and worklists.performs(actor, kind)
    return Origin(queue or "", task=found.task_kind or "" if mine else "")


def _shows_list_already(request: HttpRequest, origin: Origin) -> bool:
    """Whether the browser shows a card beside the list of that tab already: its rows follow by themselves."""
    address = urlsplit(request.headers.get("HX-Current-URL", ""))
    before = origin_of(dict(parse_qsl(address.query)))
    return _CARD.fullmatch(address.path) is not None and before == origin and bool(origin.queue or origin.task)


def whole_page(
    request: HttpRequest, actor: Actor, found: Order, now: datetime, status: int, parts: Mapping[str, Any]
) -> HttpResponse:
    """The desk with this card: what a form on the card answers to a browser without scripts."""
    return _card(request, actor, found, now, status=status, parts=parts)
