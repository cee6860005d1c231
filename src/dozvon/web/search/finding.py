"""Search as you type: the best few matches, from every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dozvon.clients.models import Contact
from dozvon.clients.queries import contacts_of
from dozvon.core import phones
from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS
from dozvon.orders import queries, rules
from dozvon.orders.models import Order
from dozvon.shipments.queries import orders_with_track
from dozvon.shops import queries as shops
from dozvon.web.common.looks import record_look
from dozvon.web.common.origin import LONGEST, Origin
from dozvon.web.common.wording import client_name
from dozvon.web.formats import local_time
from dozvon.web.signin.gate import signed_in

MOST: Final = 8
SHORTEST: Final = 2
"""Characters; one letter would mean everybody."""


@dataclass(frozen=True, slots=True)
class Match:
    """An order that the text may mean, as a line of the list."""

    address: str
    name: str
    number: int
    reach: str
    shop: str
    status: str
    kind: str
    day: str


@require_safe
@signed_in(SEE_ORDERS)
def search_matches(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The matches, an exact number first, then the newest; the look is noted in the access log."""
    now, text = timezone.now(), request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    text = text if len(text) >= SHORTEST else ""
    orders = _matching_orders(actor, text) if text else []
    record_look(actor, now, orders, text)
    matches = _matches(orders, text, now)
    return render(request, "search/found.html", {"matches": matches, "text": text, "all": Origin(text=text).address()})


def _matching_orders(actor: Actor, text: str) -> list[Order]:
    wanted = queries.OrderFilter(text=text, order_ids=orders_with_track(text))
    page = queries.newest(actor, shops.shops_of(actor), wanted, None, MOST)
    return sorted(page.orders, key=lambda order: str(order.number) != text.lstrip("№# "))


def _matches(orders: Sequence[Order], text: str, now: datetime) -> list[Match]:
    contacts = contacts_of([order.client_id for order in orders]) if orders else {}
    address = Origin(text=text).cards()
    return [_match(order, contacts[order.client_id], address(order.pk), text, now) for order in orders]


def _match(order: Order, contacts: Sequence[Contact], address: str, text: str, now: datetime) -> Match:
    status = rules.pipeline_of(order).status.get(order.status)
    return Match(
        address=address,
        name=client_name(order),
        number=order.number,
        reach=_reach(contacts, text),
        shop=order.shop.name,
        status=status.title.text(get_language() or "ru") if status else order.status,
        kind=order.status_kind,
        day=local_time(order.received_at, order.shop.zone, now),
    )


def _reach(contacts: Sequence[Contact], text: str) -> str:
    """The contact the text means, else the main phone."""
    if "@" in text:
        meant = next((contact for contact in contacts if contact.kind == "email"), None)
    else:
        digits = "".join(letter for letter in text if letter.isdigit())
        numbers = [contact for contact in contacts if contact.kind == "phone"]
        meant = next((one for one in numbers if digits and digits in one.value), None) or next(iter(numbers), None)
    if meant is None:
        return ""
    return phones.pretty(meant.value) if meant.kind == "phone" and meant.value.startswith("+") else meant.value
