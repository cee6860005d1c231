"""What of the card's head follows from the client: drawn anew when the client is completed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from dozvon.clients.models import Client, Contact
from dozvon.core import phones
from dozvon.core.hours import latest_call_day_end, may_call, next_call_moment
from dozvon.core.pipeline.action import Action
from dozvon.orders.models import Order
from dozvon.platform.wording import flag_title
from dozvon.shops import queries as shops
from dozvon.web.card.context import CardContext
from dozvon.web.common.wording import client_name
from dozvon.web.formats import local_time, offset_of


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach the client; `link` is empty where a browser cannot follow it."""

    kind: str
    shown: str
    plain: str
    link: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The client's time now; `source` says what it was told from."""

    now: str
    zone: str
    offset: str
    allowed: bool
    note: str
    source: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt with its cure: an item of an action's menu, or another number."""

    text: str
    asks_phone: bool
    action: str = ""
    choice: str = ""
    cure: str = ""


@dataclass(frozen=True, slots=True)
class ClientHead:
    """How the client is called and reached, and what is doubtful."""

    order_id: int
    name: str
    ways: list[Way]
    phone: Way | None
    clock: Clock
    city: str
    flags: list[Flag]
    may_edit: bool


def client_head_of(context: CardContext, contacts: Sequence[Contact]) -> ClientHead:
    """No statement."""
    order, ways = context.order, [_way(contact) for contact in contacts]
    dialled = [way for way in ways if way.kind == "phone"]
    return ClientHead(
        order_id=order.pk,
        name=client_name(order),
        ways=[way for way in ways if way.kind != "phone"] + dialled[1:],
        phone=dialled[0] if dialled else None,
        clock=_clock(order, context.now),
        city=order.address.get("city") or order.client.city,
        flags=_flags(context),
        may_edit=context.may_edit,
    )


_BAD_NUMBER = frozenset({"no_phone", "empty", "too_short", "too_long", "invalid_phone", "suspect_phone"})


def _flags(context: CardContext) -> list[Flag]:
    order, language = context.order, context.language
    cures: dict[str, _Answer] = {
        flag: answer for button in context.offered for answer in _answers(button, language) for flag in answer.cures
    }
    shown = []
    for code in dict.fromkeys([*order.flags, *order.client.flags]):
        asks_phone, answer = code in _BAD_NUMBER, cures.get(code)
        if answer is None:
            shown.append(Flag(flag_title(code), asks_phone))
        else:
            text = flag_title(code, answer.title)
            shown.append(Flag(text, asks_phone, answer.action, answer.choice, answer.button))
    return shown


@dataclass(frozen=True, slots=True)
class _Answer:
    """An action, or an item of its menu, that is the answer to some flags; `button` names it whole."""

    action: str
    choice: str
    title: str
    button: str
    cures: tuple[str, ...]


def _answers(button: Action, language: str) -> Iterator[_Answer]:
    title, items = button.title.text(language), {choice.code: choice.title.text(language) for choice in button.choices}
    for choice, variant in button.variants.items():
        if choice is None:
            yield _Answer(button.code, "", title, title, variant.cures)
        else:
            yield _Answer(button.code, choice, items[choice], f"{title}: {items[choice]}", variant.cures)


def _way(contact: Contact) -> Way:
    if contact.kind == "phone":
        dialled = contact.value.startswith("+")
        shown = phones.pretty(contact.value) if dialled else contact.value
        return Way("phone", shown, contact.value, f"tel:{contact.value}" if dialled else "")
    link = f"mailto:{contact.value}" if contact.kind == "email" else ""
    return Way(contact.kind, contact.value, contact.value, link)


def _clock(order: Order, now: datetime) -> Clock:
    hours = shops.hours_of(order.shop)
    allowed = may_call(hours, order.zone, now)
    client: Client = order.client
    if allowed:
        until = latest_call_day_end(hours, order.zone, now)
        note = gettext("call until %(time)s") % {"time": local_time(until, order.zone)} if until else ""
    else:
        opens = next_call_moment(hours, order.zone, now)
        note = gettext("do not call before %(time)s") % {"time": local_time(opens, order.zone, now)}
    source = {
        "manual": gettext("set manually"),
        "city": gettext("by the city"),
        "range": gettext("by the number"),
        "landline": gettext("by the number"),
        "country": gettext("by the country"),
    }.get(client.zone_source, "")
    return Clock(
        local_time(now, order.zone), order.zone, offset_of(order.zone, now), allowed, note, source, bool(source)
    )
