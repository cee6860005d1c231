"""Who the client being entered may be already, and what looks wrong with what is typed: told while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import get_language, gettext, gettext_lazy

from dozvon.clients import access
from dozvon.clients.alike import ClientHints, SimilarClient, alike
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.clients.queries import contacts_of
from dozvon.core import phones
from dozvon.core.actor import Actor
from dozvon.orders import rules
from dozvon.orders.models import OPEN, Order
from dozvon.orders.recent_orders import recent_orders_of
from dozvon.platform.wording import flag_title
from dozvon.shops.models import Shop
from dozvon.web.common.origin import Origin
from dozvon.web.entry.entry_form import OrderEntry, fields_of_client, read_typed
from dozvon.web.formats import local_time, money

MOST = 5
ORDERS = 3
"""How many clients are shown, and how many orders of each."""
_UNFINISHED = {
    "phone": {phones.EMPTY, phones.TOO_SHORT, phones.INVALID},
    "email": {"bad_email"},
    "name": {"single_letter", "no_vowel", "test_word"},
}
"""What is no mistake as long as the field is still being typed into."""
_OF_PHONE = {phones.EMPTY, phones.TOO_SHORT, phones.TOO_LONG, phones.INVALID, phones.SUSPECT}
_WORDS: Mapping[str, Any] = {
    phones.EMPTY: gettext_lazy("No digits in the number: ask again"),
    phones.TOO_SHORT: gettext_lazy("Too few digits: ask for the number again"),
    phones.TOO_LONG: gettext_lazy("Too many digits: ask for the number again"),
    phones.INVALID: gettext_lazy("There is no such number: ask again"),
    phones.SUSPECT: gettext_lazy("The number looks made up: ask again"),
    "profanity": gettext_lazy("Obscene words: such an order is spam"),
}
_WAYS: Mapping[str, Any] = {
    "same_phone": gettext_lazy("the same number"),
    "phone": gettext_lazy("by the number"),
    "email": gettext_lazy("by e-mail"),
    "name": gettext_lazy("by name"),
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An order of a client who may be meant."""

    order_id: int
    address: str
    number: int
    status: str
    kind: str
    about: str
    is_open: bool
    holder: str


@dataclass(frozen=True, slots=True)
class Double:
    """A client who may be meant. `takes` is what the form's fields become when it is this one, as JSON."""

    client_id: int
    name: str
    reach: str
    by: str
    is_sure: bool
    orders: list[Earlier]
    takes: str

    @property
    def open_order(self) -> Earlier | None:
        """The order that is under way."""
        return self.orders[0] if self.orders and self.orders[0].is_open else None


@dataclass(frozen=True, slots=True)
class DuplicateHints:
    """What is told beside the form: doubts by the name of the field, the client chosen, others who may be meant."""

    notes: Mapping[str, list[str]]
    chosen: Double | None
    doubles: list[Double]

    @property
    def shown(self) -> list[Double]:
        """All clients that are told of, the chosen one first."""
        return [*([self.chosen] if self.chosen else []), *self.doubles]


def duplicate_hints_of(actor: Actor, entry: OrderEntry, shop: Shop, now: datetime, at: str = "") -> DuplicateHints:
    """All of it; `at` is the field that is being typed into."""
    if not actor.may(SEE_CLIENTS):
        return DuplicateHints(notes_of(entry, shop, now, at), None, [])
    sought = ClientHints(shop.country, entry.phone, entry.email, entry.name)
    found = alike(access.visible(actor), sought, MOST)
    chosen = _chosen(actor, entry)
    if chosen is not None:
        found = [one for one in found if one.client.pk != chosen.client.pk and one.by != "name"]
    shown = [*([chosen] if chosen else []), *found]
    orders = recent_orders_of(actor, [one.client.pk for one in shown], ORDERS)
    doubles = [_double(one, orders[one.client.pk], entry, shop, now) for one in shown]
    return DuplicateHints(
        notes_of(entry, shop, now, at), doubles[0] if chosen else None, doubles[1:] if chosen else doubles
    )


def notes_of(entry: OrderEntry, shop: Shop, now: datetime, at: str) -> dict[str, list[str]]:
    """What intake would flag, by the field it stands in."""
    read = read_typed(entry, shop, now)
    notes: dict[str, list[str]] = {"phone": [], "name": [], "email": []}
    for flag in () if isinstance(read, list) else read.flags:
        name = "phone" if flag in _OF_PHONE else "email" if flag == "bad_email" else "name"
        if flag == "no_phone" or flag in _UNFINISHED.get(at, ()):
            continue
        notes[name].append(str(_WORDS.get(flag) or flag_title(flag)))
    return notes


def _chosen(actor: Actor, entry: OrderEntry) -> SimilarClient | None:
    if entry.client_id is None:
        return None
    client = access.visible(actor).filter(pk=entry.client_id, erased_at__isnull=True).defer("words").first()
    return None if client is None else SimilarClient(client, contacts_of([client.pk])[client.pk], "")


def _double(one: SimilarClient, orders: Sequence[Order], entry: OrderEntry, shop: Shop, now: datetime) -> Double:
    return Double(
        client_id=one.client.pk,
        name=one.client.name or one.client.company or gettext("No name"),
        reach=" · ".join(_reach(one)),
        by=str(_WAYS.get(one.by, "")),
        is_sure=one.by == "same_phone",
        orders=[_earlier(order, now) for order in orders],
        takes=orjson.dumps(fields_of_client(entry, one.client, one.contacts, shop)).decode(),
    )


def _reach(one: SimilarClient) -> list[str]:
    numbers = [phones.pretty(contact.value) for contact in one.contacts if contact.kind == "phone"][:1]
    letters = [contact.value for contact in one.contacts if contact.kind == "email"][:1]
    return [*numbers, *letters, *([one.client.city] if one.client.city else [])]


def _earlier(order: Order, now: datetime) -> Earlier:
    held = rules.holder_of(order, now) is not None and order.claimed_by is not None
    day = local_time(order.received_at, order.shop.zone, now)
    return Earlier(
        order_id=order.pk,
        address=Origin().card(order.pk),
        number=order.number,
        status=rules.status_of(order).title.text(get_language() or "ru"),
        kind=order.status_kind,
        about=f"{day} · {money(order.total, order.currency)} · {order.shop.name}",
        is_open=order.status_kind == OPEN,
        holder=order.claimed_by.name if held and order.claimed_by else "",
    )
