"""Saves the client and the address of an order in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from dozvon.clients import access as clients
from dozvon.clients.actions.edit import ClientChanges
from dozvon.clients.models import Client
from dozvon.core import names, phones
from dozvon.core.actor import Actor
from dozvon.core.names import quality
from dozvon.orders import access
from dozvon.orders.actions.client import edit_client
from dozvon.orders.actions.edit import Changes, check_free, edit
from dozvon.orders.models import Order

_NAME_FLAGS = frozenset(
    {
        *(quality.HAS_DIGITS, quality.HAS_URL_OR_AT, quality.HAS_EMOJI, quality.SINGLE_LETTER, quality.REPEAT),
        *(quality.KEYBOARD_ROW, quality.NO_VOWEL, quality.MIXED_SCRIPT, quality.SAME_AS_PHONE, quality.TEST_WORD),
        *(quality.PROFANITY, quality.TOO_LONG, quality.COMPANY_MARKER),
    }
)
_PHONE_FLAGS = frozenset({"no_phone", phones.EMPTY, phones.TOO_SHORT, phones.TOO_LONG, phones.INVALID, phones.SUSPECT})


def save_client_and_address(
    actor: Actor,
    order_id: int,
    client: ClientChanges | None,
    address: Mapping[str, str] | None,
    now: datetime,
    version: int | None = None,
) -> None:
    """Changes the client's card and the order's address; doubts that are settled by it are flagged no longer.

    Raises what `edit` and `edit_client` do. None leaves as it is.
    """
    with transaction.atomic():
        client_id = access.get(actor, order_id).client_id
        if client is not None:
            # Clients are locked before orders, here as in a merge.
            clients.locked(actor, [client_id])
        order = access.locked(actor, order_id)
        check_free(order, actor, now, version)
        if client is not None:
            changed = edit_client(actor, client_id, client, now)
            _settle_flags(order_id, changed, client)
        if address is not None:
            edit(actor, order_id, Changes(address=address), now)


def _settle_flags(order_id: int, client: Client, changes: ClientChanges) -> None:
    settled: frozenset[str] = frozenset()
    if any(part is not None for part in (changes.name, changes.last_name, changes.first_name, changes.middle_name)):
        settled |= _NAME_FLAGS - set(names.flags(client.name))
    if any(contact.kind == "phone" and contact.matches for contact in changes.contacts):
        settled |= _PHONE_FLAGS
    if any(contact.kind == "email" for contact in changes.contacts):
        settled |= {"bad_email"}
    if not settled:
        return
    order = Order.objects.only("flags").get(pk=order_id)
    if settled.intersection(order.flags):
        Order.objects.filter(pk=order_id).update(flags=[flag for flag in order.flags if flag not in settled])
    if settled.intersection(client.flags):
        Client.objects.filter(pk=client.pk).update(flags=[flag for flag in client.flags if flag not in settled])
