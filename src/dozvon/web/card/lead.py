"""The head at the card of an order: moves it anywhere, names who is responsible, gives it back for its holder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.pipeline.force import ForcedMove, usual_task
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.orders import rules
from dozvon.orders.actions.assign import assign
from dozvon.orders.actions.force import force
from dozvon.orders.errors import BadOrder, Claimed, Closed, Refused, Stale
from dozvon.orders.models import OPEN, Order
from dozvon.orders.permissions import ASSIGN_RESPONSIBLE, FORCE_MOVES
from dozvon.platform.accounts import people
from dozvon.platform.events.actions import record_access
from dozvon.platform.wording import sentence
from dozvon.web.card import forms
from dozvon.web.card.fetching import fetch_order
from dozvon.web.common.origin import Origin, origin_of
from dozvon.web.common.requests import is_htmx, see_other
from dozvon.web.common.wording import client_name
from dozvon.web.formats import local_time, offset_of
from dozvon.web.signin.gate import signed_in

TYPED = ("status", "reason", "task", "due_at")


@dataclass(frozen=True, slots=True)
class Target:
    """A status to move to; `task` is what usually follows, in words, empty for a closed one."""

    code: str
    title: str
    is_open: bool
    task: str


@dataclass(frozen=True, slots=True)
class LeadView:
    """The forms of the head for one order."""

    order: Order
    name: str
    status: str
    targets: list[Target]
    tasks: list[tuple[str, str]]
    people: list[tuple[str, str]]
    responsible: str
    holder: str
    shop_offset: str
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""


@require_safe
@signed_in(SEE_ORDERS)
def lead_panel(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The forms: alone for the card, as a page of their own without a script."""
    if not (actor.may(FORCE_MOVES) or actor.may(ASSIGN_RESPONSIBLE)):
        raise PermissionDenied
    now, found = timezone.now(), fetch_order(actor, order_id)
    record_access(actor, now, "order.card", [found.pk], [found.client_id])
    return _page(request, actor, _view(found, now))


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS, FORCE_MOVES)
def force_move(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Moves the order and shows its card again."""
    now, found = timezone.now(), fetch_order(actor, order_id)
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    errors, alert = {}, ""
    try:
        due_at = datetime.fromisoformat(typed["due_at"]).replace(tzinfo=_zone(found)) if typed["due_at"] else None
    except ValueError:
        errors = {"due_at": gettext("Enter a date and time such as 2026-03-01 10:00.")}
        return _page(request, actor, _view(found, now, typed, errors), 422)
    move = ForcedMove(typed["status"], typed["reason"], typed["task"] or None, due_at)
    try:
        force(actor, order_id, move, now, forms.version_of(request.POST))
    except Refused as refused:
        names = {"task.kind": "task", "task.due_at": "due_at"}
        errors = {names.get(name, name): said for name, said in forms.sentences(refused.refusal).items()}
    except Stale:
        alert = gettext("The order has changed. Your input is kept: check it and save again.")
    except Claimed as claimed:
        alert = _claimed_alert(claimed, found, now)
    if errors or alert:
        return _page(
            request, actor, _view(fetch_order(actor, order_id), now, typed, errors, alert), 422 if errors else 409
        )
    return _go(origin_of(request.POST), order_id)


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS, ASSIGN_RESPONSIBLE)
def make_responsible(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Names who is responsible and shows the card again."""
    now, found = timezone.now(), fetch_order(actor, order_id)
    errors, alert = {}, ""
    try:
        assign(actor, order_id, request.POST.get("user", "").strip() or None, now)
    except BadOrder as refused:
        errors = {error.field: sentence(error) for error in refused.errors}
    except Closed:
        alert = gettext("The order is closed.")
    if errors or alert:
        return _page(request, actor, _view(found, now, {}, errors, alert), 422)
    return _go(origin_of(request.POST), order_id)


def _view(
    order: Order,
    now: datetime,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    alert: str = "",
) -> LeadView:
    pipeline, language = rules.pipeline_of(order), get_language() or "ru"
    tasks = {kind.code: kind.title.text(language) for kind in pipeline.tasks}
    targets = [
        Target(
            code=status.code,
            title=status.title.text(language),
            is_open=status.kind == OPEN,
            task=tasks.get(usual_task(pipeline, status.code) or "", ""),
        )
        for status in pipeline.statuses
    ]
    held = rules.holder_of(order, now) is not None
    return LeadView(
        order=order,
        name=client_name(order),
        status=pipeline.status[order.status].title.text(language),
        targets=targets,
        tasks=list(tasks.items()),
        people=[(name, name) for name in people.staff_names(order.shop_id)],
        responsible=order.responsible.name if order.responsible else "",
        holder=order.claimed_by.name if held and order.claimed_by else "",
        shop_offset=offset_of(order.shop.zone, now),
        typed={**dict.fromkeys(TYPED, ""), **(typed or {})},
        errors=errors or {},
        alert=alert,
    )


def _claimed_alert(claimed: Claimed, order: Order, now: datetime) -> str:
    until = local_time(claimed.until, order.shop.zone, now)
    said = gettext("%(holder)s is working on this order until %(until)s. Give it back first, then move it.")
    return said % {"holder": claimed.holder, "until": until}


def _zone(order: Order) -> ZoneInfo:
    return ZoneInfo(order.shop.zone)


def _page(request: HttpRequest, actor: Actor, shown: LeadView, status: int = 200) -> HttpResponse:
    origin = origin_of(request.POST if request.method == "POST" else request.GET)
    part = is_htmx(request)
    template = "card/lead.html" if part else "card/lead_page.html"
    response = render(request, template, {"lead": shown, "origin": origin, "actor": actor}, status=status)
    if part:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#lead", "outerHTML"
    return response


def _go(origin: Origin, order_id: int) -> HttpResponse:
    return see_other(origin.card(order_id, done=order_id))
