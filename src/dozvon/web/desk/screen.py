"""The page of the desk: tabs, list and card, or the part of them that changes."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dozvon.core.actor import Actor
from dozvon.core.cursors import BadCursor
from dozvon.core.roles import WORK_ORDERS
from dozvon.web.common.looks import record_look
from dozvon.web.common.notices import notice_of
from dozvon.web.common.origin import Origin
from dozvon.web.common.requests import part_of
from dozvon.web.desk.turns import is_automatic
from dozvon.web.list.listing import OrderList
from dozvon.web.list.rail import Rail, listing_of, rail_of, ways_of


def screen(
    request: HttpRequest,
    actor: Actor,
    origin: Origin,
    now: datetime,
    card: object | None = None,
    status: int = 200,
) -> HttpResponse:
    """Tabs, list and card; `card` is what its template shows, None where none is open."""
    template = {"more": "list/rows.html", "desk": "desk/desk.html"}.get(part_of(request), "desk/page.html")
    rail = rail_of(actor, origin, now)
    listing = _listing(request, actor, origin, rail, card is not None, now)
    if listing is not None:
        record_look(actor, now, listing.orders, listing.source)
    shown = {
        "tabs": rail.tabs,
        "listing": listing,
        "card": card,
        "origin": origin,
        "notice": notice_of(actor, request.GET, now),
        "looked": "look" in request.GET,
        "automatic": is_automatic(request),
        "may_work": actor.may(WORK_ORDERS),
        **(ways_of(actor, rail) if template == "desk/page.html" else {}),
    }
    return render(request, template, shown, status=status)


def _listing(
    request: HttpRequest, actor: Actor, origin: Origin, rail: Rail, beside_card: bool, now: datetime
) -> OrderList | None:
    """The list of the chosen tab or search; none for an order that stands in no tab, or without any shop."""
    cursor = request.GET.get("cursor")
    if not origin.text and rail.chosen is None and rail.tabs and not beside_card:
        raise Http404
    try:
        return listing_of(actor, rail, origin, cursor, now)
    except BadCursor:
        raise Http404 from None
