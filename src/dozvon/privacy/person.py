"""The person behind a client's number, as the parts of the program see them."""

from __future__ import annotations

from datetime import datetime

from dozvon.clients.actions import erase
from dozvon.clients.models import Client, Contact
from dozvon.clients.queries import family
from dozvon.clients.words import words_of
from dozvon.core.actor import Actor
from dozvon.platform.client_data import PersonTraces
from dozvon.shops import queries as shops


def person_of(actor: Actor, client_id: int, now: datetime, *, lock: bool) -> PersonTraces:
    """All cards of the person; `lock` holds cards and contacts until the transaction ends."""
    ids = family(client_id)
    cards = erase.lock(ids) if lock else list(Client.objects.filter(pk__in=ids).order_by("pk"))
    words = words_of(cards, Contact.objects.filter(client_id__in=ids))
    codes = {shop.pk: shop.code for shop in shops.shops_of(actor)}
    return PersonTraces(actor=actor, client_ids=[card.pk for card in cards], words=words, now=now, shop_codes=codes)
