"""What a page asks for when others changed what it shows: tabs, rows that are not as they were, news of its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch.errors import UnknownQueue
from dozvon.orders import access, queries, rules
from dozvon.orders.errors import OrderNotFound
from dozvon.web.common import history
from dozvon.web.common.looks import record_look
from dozvon.web.common.origin import Origin, origin_of
from dozvon.web.formats import local_time
from dozvon.web.list.listing import AT_ONCE, OrderList
from dozvon.web.list.marks import marks_of, noted
from dozvon.web.list.rail import Rail, listing_of, rail_of
from dozvon.web.signin.gate import signed_in

MOST_NEWS: Final = 3


@require_safe
@signed_in(SEE_ORDERS)
def desk_news(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The parts of the desk as they are now; nothing is taken by it."""
    now = timezone.now()
    origin = origin_of(request.GET)
    rail = rail_of(actor, origin, now)
    listing = _listing(request.GET, actor, origin, rail, now)
    if listing is not None:
        record_look(actor, now, listing.orders, listing.source, noted.of(actor, now))
        noted.add(actor, [order.pk for order in listing.orders], now)
    shown = {
        "tabs": rail.tabs,
        "listing": listing,
        "known": marks_of(request.GET),
        "news": _news(request.GET, actor, now),
        "origin": origin,
        "may_work": actor.may(WORK_ORDERS),
    }
    return render(request, "desk/live.html", shown)


def _listing(sent: Mapping[str, str], actor: Actor, origin: Origin, rail: Rail, now: datetime) -> OrderList | None:
    """As many rows as the page shows; none where it shows no list from its beginning."""
    count = sent.get("rows", "")
    if not count.isascii() or not count.isdigit():
        return None
    limit = max(AT_ONCE, min(int(count[:4]), queries.LARGEST))
    try:
        return listing_of(actor, rail, origin, None, now, limit)
    except UnknownQueue:
        return None


@dataclass(frozen=True, slots=True)
class News:
    """What became of the card in sight: its version and holder now, and what others did."""

    version: int
    held: str
    holder: str
    title: str
    said: list[str]


def _news(sent: Mapping[str, str], actor: Actor, now: datetime) -> News | None:
    """None where the card stands as the page shows it: one statement then, two where it changed."""
    order_id = sent.get("card", "")
    if not (order_id.isascii() and order_id.isdigit() and len(order_id) < 19):
        return None
    try:
        order = access.get(actor, int(order_id))
    except OrderNotFound:
        return None
    held = rules.holder_of(order, now)
    found = News(order.version, str(held or ""), "", "", [])
    if (str(found.version), found.held) == (sent.get("version"), sent.get("held")):
        return None
    events = [event for event in queries.history(order.pk, MOST_NEWS) if event.actor_id != actor.user_id]
    said = [
        f"{entry.author}: {entry.title}" + (f" · {entry.detail}" if entry.detail else "")
        for entry in history.entries(events, order.shop.zone, now)
    ]
    if held is None or held == actor.user_id or order.claimed_by is None or order.claimed_until is None:
        return replace(found, title=gettext("The order has changed"), said=said)
    until = local_time(order.claimed_until, order.shop.zone, now)
    title = gettext("%(holder)s is working on this order until %(until)s")
    holder = order.claimed_by.name
    return replace(found, holder=holder, title=title % {"holder": holder, "until": until}, said=said)
