"""The card of an order: everything an operator needs while the phone rings.

Rows are read once (`read_card`), then each part is made of them by a function that reads nothing more (`card_of`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dozvon.clients.models import Contact
from dozvon.clients.queries import contacts_of
from dozvon.core.pipeline.meaning import Section
from dozvon.dispatch import queries as dispatch
from dozvon.dispatch.actions import HandoutReason
from dozvon.dispatch.wording import reason_sentence, why_sentences
from dozvon.orders import queries, rules
from dozvon.orders.actions.perform import is_own_client
from dozvon.orders.models import Order
from dozvon.orders.queries import OfferedLine
from dozvon.platform.events.models import Event
from dozvon.shipments.models import Shipment
from dozvon.shipments.queries import shipments_of
from dozvon.web.card.bar import ActionBar, bar_of
from dozvon.web.card.client_head import ClientHead, client_head_of
from dozvon.web.card.context import CardContext
from dozvon.web.card.delivery import DeliveryPanel, chosen_delivery, delivery_of
from dozvon.web.card.forms import own_fields
from dozvon.web.card.lines import Goods, goods_of
from dozvon.web.card.order_head import Hold, OrderHead, hold_of, order_head_of
from dozvon.web.card.panels import ReturnedForm
from dozvon.web.card.parcels import ParcelView, parcels_of
from dozvon.web.card.person import PersonForm, person_of
from dozvon.web.card.say import ClosingScript, say_of
from dozvon.web.common import history
from dozvon.web.common.origin import Origin
from dozvon.web.formats import local_time, offset_of

MOST_HISTORY = 60
MOST_ORDERS = 20


@dataclass(frozen=True, slots=True)
class CardRows:
    """What a card is made of, beside the order itself. `others` are the client's orders that the actor sees."""

    contacts: Sequence[Contact]
    lines: Sequence[OfferedLine]
    events: Sequence[Event]
    shipments: Sequence[Shipment]
    others: Sequence[Order]
    is_own_client: bool
    """Whether the client had another order that was not trash, be it in a shop this actor does not see."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside the order; `orders` counts those of the client that this actor sees, MOST_ORDERS at most."""

    why: list[str]
    history: list[history.HistoryEntry]
    orders: int


@dataclass(frozen=True, slots=True)
class CardView:
    """The card, ready to be drawn. `bar` is None where there is nothing to be done.

    `saved` are keys of the actor's own saved forms: their drafts in the browser are done with.
    """

    order: Order
    sections: tuple[Section, ...]
    origin: Origin
    alert: str
    head: OrderHead
    client: ClientHead
    hold: Hold
    goods: Goods
    person: PersonForm
    delivery: DeliveryPanel
    parcels: list[ParcelView]
    say: ClosingScript
    noted: list[tuple[str, str]]
    side: Side
    bar: ActionBar | None
    saved: list[str]


def read_card(context: CardContext) -> CardRows:
    """Four statements; one more for the parcels of what can have been shipped, and one where only other shops know
    whether the client is ours.
    """
    actor, order = context.actor, context.order
    others = queries.of_client(actor, order.client_id, MOST_ORDERS)
    is_seen = any(other.pk != order.pk and not rules.status_of(other).trash for other in others)
    return CardRows(
        contacts=contacts_of([order.client_id])[order.client_id],
        lines=queries.offered_lines(order.pk),
        events=queries.history(order.pk, MOST_HISTORY),
        shipments=shipments_of([order])[order.pk],
        others=others,
        is_own_client=is_seen or (actor.shops is not None and is_own_client(order)),
    )


def card_of(
    context: CardContext, rows: CardRows, origin: Origin, answered: ReturnedForm | None = None, alert: str = ""
) -> CardView:
    """The card of these rows; no statement."""
    order, now, may_edit = context.order, context.now, context.may_edit
    chosen, buttons = chosen_delivery(order), context.offered if context.is_free else ()
    actor_id, offset = context.actor.user_id, offset_of(order.shop.zone, now)
    return CardView(
        order=order,
        sections=context.pipeline.card.sections,
        origin=origin,
        alert=alert,
        head=order_head_of(context, rows.others, rows.is_own_client),
        client=client_head_of(context, rows.contacts),
        hold=hold_of(context),
        goods=goods_of(order, rows.lines, context.actor, may_edit=may_edit),
        person=person_of(order, rows.contacts, may_edit=may_edit),
        delivery=delivery_of(order, chosen, now, may_edit=may_edit),
        parcels=parcels_of(order, rows.shipments, now),
        say=say_of(order, chosen, now),
        noted=list(_action_fields(context)),
        side=Side(_why(context), history.entries(rows.events, order.shop.zone, now), len(rows.others)),
        bar=bar_of(order, buttons, origin.query, offset, answered, is_mine=context.is_mine),
        saved=[event.body["once"] for event in rows.events if "once" in event.body and event.actor_id == actor_id],
    )


def _action_fields(context: CardContext) -> Iterator[tuple[str, str]]:
    """What actions wrote down beside the comment, such as a lesson's time; a parcel's number stands with the parcel."""
    order = context.order
    asked = {code: item for button in context.pipeline.actions for code, item in own_fields(button).items()}
    for code, text in order.fields.items():
        item = asked.get(code)
        title = item.title.text(context.language) if item else code
        if item is not None and item.type == "track":
            continue
        if item is not None and item.type == "moment":
            yield title, local_time(datetime.fromisoformat(text), order.shop.zone, context.now)
        else:
            yield title, str(text)


def _why(context: CardContext) -> list[str]:
    """Why it is this order's turn, where it stands, and when it will move."""
    order, now = context.order, context.now
    why = dispatch.why(context.actor, order, now)
    said = why_sentences(replace(why, holder=None) if context.is_mine else why, order, now)
    since = order.task_due_at
    if why.queue is not None and why.queue.dialled and since is not None and since <= now:
        said.insert(0, reason_sentence(HandoutReason(why.queue, since), now) + ".")
    return said
