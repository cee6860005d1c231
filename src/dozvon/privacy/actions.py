"""Erasure at a client's request: who they are goes, what was sold stays (152-FZ art. 21, GDPR art. 17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dozvon.clients.actions import erase as clients
from dozvon.clients.models import Client, Contact
from dozvon.clients.queries import family, lent_orders
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.intake.actions import erase as intakes
from dozvon.orders.actions import erase as orders
from dozvon.orders.models import OPEN, Order
from dozvon.platform.events import erasure
from dozvon.platform.events.actions import record, record_access
from dozvon.platform.events.schema import Subject
from dozvon.privacy import access
from dozvon.privacy.errors import ErasureRefused
from dozvon.privacy.events import ClientErased
from dozvon.privacy.words import Words, words_of

LONGEST_REASON = 300
NAMED = 5
"""Open orders that a refusal names."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was emptied: cards, orders, events, kept intakes, searches in the access log."""

    erasure_id: int
    clients: int
    orders: int
    events: int
    intakes: int
    searches: int


def erase(actor: Actor, client_id: int, reason: str, confirmed: int | None, now: datetime) -> Erased:
    """Empties all cards of the person, and takes their words out of orders, history, kept intakes and the access log.

    `confirmed` repeats the client's number. Raises NotPermitted, ClientNotFound, and ErasureRefused: without a reason,
    while an order is open, or where the actor does not see all shops the client ordered in. Nothing is erased then.
    """
    access.get(actor, client_id)
    reason = " ".join(reason.split()).replace("\x00", "")
    with transaction.atomic():
        ids = family(client_id)
        cards = clients.lock(ids)
        words = words_of(cards, Contact.objects.filter(client_id__in=ids))
        sold = orders.lock(ids)
        errors = [*_form_errors(client_id, reason, confirmed, words), *_order_errors(actor, cards, sold)]
        if errors:
            raise ErasureRefused(errors)
        return _erase(actor, client_id, cards, [order.pk for order in sold], reason, words, now)


def standing_in_the_way(actor: Actor, client_id: int) -> list[FieldError]:
    """Why the client could not be erased now, before anybody asks. Raises NotPermitted and ClientNotFound."""
    access.get(actor, client_id)
    ids = family(client_id)
    return _order_errors(
        actor, list(Client.objects.filter(pk__in=ids)), list(Order.objects.filter(client_id__in=ids).order_by("pk"))
    )


def _form_errors(client_id: int, reason: str, confirmed: int | None, words: Words) -> list[FieldError]:
    errors = []
    if not reason:
        errors.append(FieldError("reason", "missing"))
    elif len(reason) > LONGEST_REASON:
        errors.append(FieldError("reason", "too_long", {"limit": str(LONGEST_REASON)}))
    elif words.in_sentence(reason):
        errors.append(FieldError("reason", "names_client"))
    if confirmed != client_id:
        errors.append(FieldError("confirm", "not_confirmed", {"value": str(client_id)}))
    return errors


def _order_errors(actor: Actor, cards: list[Client], sold: list[Order]) -> list[FieldError]:
    if all(card.erased_at for card in cards):
        return [FieldError("client", "erased")]
    if not all(actor.sees_shop(order.shop_id) for order in sold):
        return [FieldError("client", "other_shops")]
    numbers = [f"№ {order.number}" for order in sold if order.status_kind == OPEN]
    if numbers:
        more = f" +{len(numbers) - NAMED}" if len(numbers) > NAMED else ""
        return [FieldError("client", "open_orders", {"value": ", ".join(numbers[:NAMED]) + more})]
    return []


def _erase(
    actor: Actor, client_id: int, cards: list[Client], order_ids: list[int], reason: str, words: Words, now: datetime
) -> Erased:
    ids = [card.pk for card in cards]
    act = erasure.begin(actor, now, ids, order_ids, reason)
    kept = 0
    for raw, rows in intakes.intakes_of(order_ids, words.in_bytes):
        intakes.blank(raw, rows, now)
        kept += 1
    intakes.blank_keys(order_ids, words.in_bytes)
    orders.blank(order_ids)
    clients.blank(ids, now)
    done = Erased(
        act.pk,
        len(ids),
        len(order_ids),
        erasure.blank_events(act, lent_orders(ids)),
        kept,
        erasure.blank_searches(act, words.in_search),
    )
    told = {"erasure": act.pk, "orders": done.orders, "intakes": done.intakes}
    record(actor, now, [ClientErased(Subject(client_id=pk), **told) for pk in ids])
    record_access(actor, now, "client.erase", order_ids, ids)
    return done
