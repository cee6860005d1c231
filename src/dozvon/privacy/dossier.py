"""All that is held of one client: what they may ask for (152-FZ art. 14, GDPR art. 15 and 20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q

from dozvon.clients.models import Client, Merge
from dozvon.clients.queries import contacts_of, family, lent_orders
from dozvon.core.actor import Actor
from dozvon.exchange import records
from dozvon.intake.actions.erase import intakes_of
from dozvon.orders import access as orders
from dozvon.orders.models import Order
from dozvon.orders.queries import lines_of
from dozvon.platform.events.actions import record_access
from dozvon.platform.events.models import Access, Erasure, Event, told_of
from dozvon.platform.inbox.models import InboxMessage
from dozvon.privacy import access
from dozvon.privacy.words import words_of
from dozvon.shops import queries as shops

Record = dict[str, Any]


def dossier(actor: Actor, client_id: int, now: datetime) -> Record:
    """The cards of the person, their orders with lines, the history, kept intakes, who looked, acts of erasure.

    Who is limited to shops gets the orders, history and intakes of these shops. The export itself is among the looks.
    Raises NotPermitted and ClientNotFound.
    """
    access.get(actor, client_id)
    ids = family(client_id)
    bought = list(
        orders.visible(actor)
        .filter(client_id__in=ids)
        .select_related("shop", "client", "responsible", "task_user")
        .order_by("received_at", "pk")
    )
    record_access(actor, now, "client.export", [order.pk for order in bought], ids)
    return {
        "made_at": records.moment(now),
        "made_by": actor.name,
        "clients": _cards(ids),
        "merges": [_merge(done) for done in Merge.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids))],
        "orders": _orders(bought),
        "history": _history(actor, ids, [order.pk for order in bought]),
        "intakes": _intakes(actor, ids, bought),
        "looks": [_look(look) for look in Access.objects.filter(client_ids__overlap=ids).order_by("at", "pk")],
        "erasures": [_erasure(act) for act in Erasure.objects.filter(client_ids__overlap=ids).order_by("pk")],
    }


def _cards(ids: list[int]) -> list[Record]:
    contacts = contacts_of(ids)
    return [_card(client, contacts[client.pk]) for client in Client.objects.filter(pk__in=ids).order_by("pk")]


def _card(client: Client, contacts: list[Any]) -> Record:
    return records.client(client, contacts) | {
        "last_name": client.last_name,
        "first_name": client.first_name,
        "middle_name": client.middle_name,
        "gender": client.gender,
        "country": client.country,
        "merged_into": client.merged_into_id,
        "erased_at": records.moment(client.erased_at),
        "contacts": [{"kind": c.kind, "value": c.value, "written": c.raw, "main": c.main} for c in contacts],
    }


def _merge(done: Merge) -> Record:
    return {
        "id": done.pk,
        "at": records.moment(done.at),
        "source": done.source_id,
        "target": done.target_id,
        "before": done.before,
        "undone_at": records.moment(done.undone_at),
    }


def _orders(bought: list[Order]) -> list[Record]:
    ids = [order.pk for order in bought]
    lines, contacts = lines_of(ids), contacts_of([order.client_id for order in bought])
    return [records.order(order, lines[order.pk], contacts[order.client_id]) for order in bought]


def _history(actor: Actor, ids: list[int], order_ids: list[int]) -> list[Record]:
    codes = {shop.pk: shop.code for shop in shops.shops_of(actor)}
    events = Event.objects.filter(told_of(ids, order_ids, lent_orders(ids))).order_by("pk")
    return [
        records.event(event, codes.get(event.shop_id or 0))
        for event in events
        if event.shop_id is None or event.shop_id in codes
    ]


def _intakes(actor: Actor, ids: list[int], bought: list[Order]) -> list[Record]:
    """What was sent of the client; of a bulk only their rows."""
    contacts = [contact for found in contacts_of(ids).values() for contact in found]
    tells = words_of([], contacts).in_bytes if actor.shops is None else lambda _body: False
    found = intakes_of({order.pk for order in bought}, tells)
    return [_intake(raw, rows) for raw, rows in found if rows is None or rows]


def _intake(raw: InboxMessage, rows: set[int] | None) -> Record:
    text = bytes(raw.body)
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        content = text.decode("utf-8", "replace")
    sent = content if rows is None else [content[row] for row in sorted(rows) if row < len(content)]
    return {"id": raw.pk, "received_at": records.moment(raw.received_at), "sender": raw.actor_label, "sent": sent}


def _look(look: Access) -> Record:
    return {"at": records.moment(look.at), "who": look.actor_label, "what": look.what}


def _erasure(act: Erasure) -> Record:
    return {"id": act.pk, "at": records.moment(act.at), "who": act.actor_label, "reason": act.reason}
