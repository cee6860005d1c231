"""The control page: the day as it is now. It asks for itself again every few seconds."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.cursors import BadCursor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import SEE_ORDERS
from dozvon.intake.errors import IntakeRefused
from dozvon.orders.actions import claims
from dozvon.orders.errors import OrderNotFound
from dozvon.orders.permissions import RELEASE_CLAIMS
from dozvon.platform.inbox.permissions import SEE_INTAKES
from dozvon.platform.inbox.readers import MessageNotFound
from dozvon.platform.inbox.retrying import retry as retry_intake
from dozvon.reports import access
from dozvon.reports.actions.audit import run_audit
from dozvon.reports.permissions import SEE_REPORTS
from dozvon.reports.queries import intakes
from dozvon.reports.queries.figures import Figure, UnknownFigure, orders_of
from dozvon.web.common.looks import record_look
from dozvon.web.common.requests import is_htmx
from dozvon.web.control import board, listing
from dozvon.web.signin.gate import signed_in

LONGEST_KEY = 80


@require_safe
@signed_in(SEE_REPORTS)
def control_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole page or, to htmx, its figures."""
    now = timezone.now()
    code = request.GET.get("shop", "")[:LONGEST_KEY]
    of = access.shops_of(actor, code)
    if code and not of:
        raise Http404
    shown = {
        "board": board.board_of(actor, of, code, now),
        "choices": [(shop.code, shop.name) for shop in (access.shops_of(actor) if code else of)],
        "shop": code,
        "told": request.GET.get("told", ""),
    }
    fragment = is_htmx(request)
    return render(request, "control/board.html" if fragment else "control/page.html", shown)


@require_safe
@signed_in(SEE_REPORTS, SEE_ORDERS)
def control_orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The orders behind a figure of the control page."""
    now = timezone.now()
    sent = {name: request.GET.get(name, "")[:LONGEST_KEY] for name in ("figure", "key", "shop")}
    figure = Figure(sent["figure"], sent["key"])
    try:
        page = orders_of(actor, figure, now, sent["shop"], request.GET.get("cursor"), listing.AT_ONCE)
    except (UnknownFigure, BadCursor) as error:
        raise Http404 from error
    title = board.title_of(figure, access.shops_of(actor, sent["shop"]))
    record_look(actor, now, page.orders, title)
    found = listing.table_of(page, title, request.path, sent, now)
    return render(
        request,
        "control/orders.html",
        {"listing": found, "back": reverse("control"), "section": "control", "is_cut": False},
    )


@require_POST
@signed_in(SEE_REPORTS)
def audit_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Proves the data now."""
    run_audit(actor, timezone.now())
    return _back()


@require_POST
@signed_in(SEE_REPORTS, SEE_INTAKES)
def retry_failed(request: HttpRequest, actor: Actor, intake_id: int) -> HttpResponse:
    """Reads a failed intake once more; an intake the actor is not shown does not exist."""
    if not intakes.may_retry(actor, access.shops_of(actor), intake_id):
        raise Http404
    try:
        retry_intake(actor, intake_id, timezone.now())
    except MessageNotFound as error:
        raise Http404 from error
    except IntakeRefused:
        return _back("intake_refused")
    return _back("intake_taken")


@require_POST
@signed_in(SEE_REPORTS, RELEASE_CLAIMS)
def release_order(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Gives back an order that somebody holds."""
    _release(actor, order_id, timezone.now())
    return _back("released")


@require_POST
@signed_in(SEE_REPORTS, RELEASE_CLAIMS)
def release_all(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Gives back everything that somebody holds."""
    try:
        claims.release_all(actor, user_id, timezone.now())
    except NotPermitted as error:
        raise PermissionDenied from error
    return _back("released_all")


def _release(actor: Actor, order_id: int, now: datetime) -> None:
    try:
        claims.release(actor, order_id, now)
    except OrderNotFound as error:
        raise Http404 from error
    except NotPermitted as error:
        raise PermissionDenied from error


def _back(told: str = "") -> HttpResponse:
    response = HttpResponseRedirect(reverse("control") + (f"?told={told}" if told else ""))
    response.status_code = 303
    return response
