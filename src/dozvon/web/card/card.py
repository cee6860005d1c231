"""The card of an order: everything an operator needs while the phone rings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language, gettext, ngettext

from dozvon.clients.models import Client, Contact
from dozvon.clients.queries import contacts_of
from dozvon.core import phones
from dozvon.core.actor import Actor
from dozvon.core.hours import latest_call_day_end, may_call, next_call_moment
from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.decide import offered
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.meaning import Section
from dozvon.core.roles import WORK_ORDERS
from dozvon.dispatch import queries as dispatch
from dozvon.dispatch.actions import Reason
from dozvon.dispatch.wording import reason_sentence, why_sentences
from dozvon.orders import queries, rules
from dozvon.orders.actions.perform import is_own_client
from dozvon.orders.models import OPEN, Order
from dozvon.platform.events.actions import record_access
from dozvon.platform.wording import flag_title
from dozvon.shops import queries as shops
from dozvon.web.card.bar import Bar, bar_of
from dozvon.web.card.delivery import Delivery, delivery_of
from dozvon.web.card.forms import own_fields
from dozvon.web.card.lines import Goods, goods_of
from dozvon.web.card.panels import Answered
from dozvon.web.card.parcels import ParcelView, parcels_of
from dozvon.web.card.person import Person, person_of
from dozvon.web.card.say import Say, say_of
from dozvon.web.common import history
from dozvon.web.common.channels import channel_title
from dozvon.web.common.due import attempt_line, tone_of
from dozvon.web.common.origin import Origin
from dozvon.web.common.wording import attempt_mark, client_name
from dozvon.web.formats import due, local_time, offset_of
from dozvon.web.list.listing import timing

MOST_HISTORY = 60
MOST_ORDERS = 20


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
    allowed: bool
    note: str
    source: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class TaskView:
    """What is to be done next and when, by the shop's clock."""

    title: str
    at: str
    relative: str
    tone: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt with its cure: an item of an action's menu, or another number."""

    text: str
    asks_phone: bool
    action: str = ""
    choice: str = ""
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What of the card's head follows from the client: drawn anew when the client is completed."""

    order: Order
    name: str
    ways: list[Way]
    phone: Way | None
    clock: Clock
    city: str
    client_zone: str
    flags: list[Flag]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """The card, ready to be drawn."""

    order: Order
    sections: tuple[Section, ...]
    order_name: str
    name: str
    company: str
    own_client: str
    ways: list[Way]
    phone: Way | None
    clock: Clock
    city: str
    status: str
    task: TaskView | None
    response: tuple[str, str, str, int] | None
    attempts: str
    attempt_line: str
    attempts_title: str
    responsible: str
    channel: str
    flags: list[Flag]
    may_edit: bool
    goods: Goods
    person: Person
    delivery: Delivery
    parcels: list[ParcelView]
    say: Say
    noted: list[tuple[str, str]]
    history: list[history.Entry]
    orders: int
    """How many the client has in the shops this actor sees, MOST_ORDERS at most."""
    why: list[str]
    holder: str
    held_until: str
    is_mine: bool
    bar: Bar | None
    """None where there is nothing to be done."""
    shop_zone: str
    client_zone: str
    alert: str
    origin: Origin
    saved: list[str]
    """Keys of the actor's own saved forms: a draft of one of them is none any more."""
    held_for: int = 0
    """Seconds until the actor's claim ends; 0 where there is none."""


def card_of(
    actor: Actor,
    order: Order,
    origin: Origin,
    now: datetime,
    answered: Answered | None = None,
    alert: str = "",
) -> CardView:
    """Five statements beside those that fetched the order; the look is noted in the access log."""
    pipeline, language = rules.pipeline_of(order), get_language() or "ru"
    contacts = contacts_of([order.client_id])[order.client_id]
    reach = reach_of(actor, order, contacts, now)
    events = queries.history(order.pk, MOST_HISTORY)
    others = queries.of_client(actor, order.client_id, MOST_ORDERS)
    holder = rules.holder_of(order, now)
    mine = holder is not None and holder == actor.user_id
    works = order.status_kind == OPEN and holder in (None, actor.user_id)
    buttons = offered(pipeline, order.status, actor) if works else ()
    record_access(actor, now, "order.card", [order.pk], [order.client_id])
    return CardView(
        order=order,
        sections=pipeline.card.sections,
        order_name=pipeline.order_name.text(language),
        name=reach.name,
        company=order.client.company if order.client.name else "",
        own_client=_own_client(actor, order, others),
        ways=reach.ways,
        phone=reach.phone,
        clock=reach.clock,
        city=reach.city,
        status=rules.status_of(order).title.text(language),
        task=_task(pipeline, order, language, now),
        response=_response(order, now),
        attempts=attempt_mark(order.attempts) if order.attempts else "",
        attempt_line=attempt_line(order.attempts, order.task_due_at, order.shop.zone, now),
        attempts_title=_attempts_title(order),
        responsible=order.responsible.name if order.responsible else "",
        channel=channel_title(order.channel),
        flags=reach.flags,
        may_edit=reach.may_edit,
        goods=goods_of(order, queries.offered_lines(order.pk), actor, may_edit=reach.may_edit),
        person=person_of(order, contacts, may_edit=reach.may_edit),
        delivery=delivery_of(order, now, may_edit=reach.may_edit),
        parcels=parcels_of(order, now),
        say=say_of(order, now),
        noted=list(_noted(pipeline, order, language, now)),
        history=history.entries(events, order.shop.zone, now),
        orders=len(others),
        why=_why(actor, order, now),
        holder=order.claimed_by.name if holder is not None and not mine and order.claimed_by else "",
        held_until=local_time(order.claimed_until, order.shop.zone, now) if order.claimed_until else "",
        is_mine=mine,
        bar=bar_of(order, buttons, origin.query, offset_of(order.shop.zone, now), answered, is_mine=mine),
        shop_zone=order.shop.zone,
        client_zone=order.zone,
        alert=alert,
        origin=origin,
        held_for=max(1, int((order.claimed_until - now).total_seconds())) if mine and order.claimed_until else 0,
        saved=[event.body["once"] for event in events if "once" in event.body and event.actor_id == actor.user_id],
    )


def may_work(actor: Actor, order: Order) -> bool:
    """Whether there is anything this actor could do with the order: then opening takes it."""
    if order.status_kind != OPEN or actor.user_id is None or not actor.may(WORK_ORDERS):
        return False
    return bool(offered(rules.pipeline_of(order), order.status, actor))


def reach_of(actor: Actor, order: Order, contacts: Sequence[Contact], now: datetime) -> Reach:
    """How the client is called and reached, and what is doubtful; no statement."""
    ways = [_way(contact) for contact in contacts]
    return Reach(
        order=order,
        name=client_name(order),
        ways=[way for way in ways if way.kind != "phone"] + [way for way in ways if way.kind == "phone"][1:],
        phone=next((way for way in ways if way.kind == "phone"), None),
        clock=_clock(order, now),
        city=order.address.get("city") or order.client.city,
        client_zone=order.zone,
        flags=_flags(actor, order),
        may_edit=may_edit(actor, order, now),
    )


_BAD_NUMBER = frozenset({"no_phone", "empty", "too_short", "too_long", "invalid_phone", "suspect_phone"})


def _flags(actor: Actor, order: Order) -> list[Flag]:
    buttons = offered(rules.pipeline_of(order), order.status, actor)
    language = get_language() or "ru"
    cures: dict[str, _Answer] = {
        flag: answer for button in buttons for answer in _answers(button, language) for flag in answer.cures
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


def may_edit(actor: Actor, order: Order, now: datetime) -> bool:
    """Whether the actor may change what the order holds: it is open, and nobody else is at it."""
    free = rules.holder_of(order, now) in (None, actor.user_id)
    return free and order.status_kind == OPEN and actor.may(WORK_ORDERS)


def _way(contact: Contact) -> Way:
    if contact.kind == "phone":
        dialled = contact.value.startswith("+")
        shown = phones.pretty(contact.value) if dialled else contact.value
        return Way("phone", shown, contact.value, f"tel:{contact.value}" if dialled else "")
    link = f"mailto:{contact.value}" if contact.kind == "email" else ""
    return Way(contact.kind, contact.value, contact.value, link)


def _own_client(actor: Actor, order: Order, others: Sequence[Order]) -> str:
    """Whether the client is ours (domain, section 3): shown, not searched for."""
    count = sum(1 for other in others if other.pk != order.pk and not rules.status_of(other).trash)
    if count:
        return ngettext("our client · %(count)s more order", "our client · %(count)s more orders", count) % {
            "count": count
        }
    # Orders of shops this actor does not see count as well, only their number is not told.
    return gettext("our client") if actor.shops is not None and is_own_client(order) else ""


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
        "manual": gettext("set by hand"),
        "city": gettext("by the city"),
        "range": gettext("by the number"),
        "landline": gettext("by the number"),
        "country": gettext("by the country"),
    }.get(client.zone_source, "")
    return Clock(local_time(now, order.zone), offset_of(order.zone, now), allowed, note, source, bool(source))


def _task(pipeline: Pipeline, order: Order, language: str, now: datetime) -> TaskView | None:
    if order.task_kind is None or order.task_due_at is None:
        return None
    kind = pipeline.task.get(order.task_kind)
    return TaskView(
        kind.title.text(language) if kind else order.task_kind,
        local_time(order.task_due_at, order.shop.zone, now),
        due(order.task_due_at, now),
        tone_of(order.task_due_at, now),
    )


def _response(order: Order, now: datetime) -> tuple[str, str, str, int] | None:
    """The first-call clock: what it shows, its tone, since when it runs, its limit in seconds."""
    shown, tone, limit = timing(order, now)
    if not limit or order.task_due_at is None:
        return None
    return shown, tone, order.task_due_at.isoformat(), limit


def _noted(pipeline: Pipeline, order: Order, language: str, now: datetime) -> Iterator[tuple[str, str]]:
    """What actions wrote down beside the comment, such as a lesson's time; a parcel's number stands with the parcel."""
    asked = {code: item for button in pipeline.actions for code, item in own_fields(button).items()}
    for code, text in order.fields.items():
        item = asked.get(code)
        title = item.title.text(language) if item else code
        if item is not None and item.type == "track":
            continue
        if item is not None and item.type == "moment":
            yield title, local_time(datetime.fromisoformat(text), order.shop.zone, now)
        else:
            yield title, str(text)


def _attempts_title(order: Order) -> str:
    return gettext("Unanswered calls: %(now)s since the client was last reached, %(all)s in all") % {
        "now": order.attempts,
        "all": order.attempts_total,
    }


def _why(actor: Actor, order: Order, now: datetime) -> list[str]:
    """Why it is this order's turn, where it stands, and when it will move."""
    why = dispatch.why(actor, order, now)
    if rules.holder_of(order, now) == actor.user_id:
        why = replace(why, holder=None)
    said = why_sentences(why, order, now)
    since = order.task_due_at
    if why.queue is not None and why.queue.dialled and since is not None and since <= now:
        said.insert(0, reason_sentence(Reason(why.queue, since), now) + ".")
    return said
