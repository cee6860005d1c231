"""The words by which a client is found in what others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dozvon.clients.models import Client, Contact
from dozvon.platform.client_data import ClientWords

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
# Shorter ones would be found in what others sent.
_SHORTEST_NAME = 3
_SHORTEST_PHONE = 6


def words_of(clients: Iterable[Client], contacts: Iterable[Contact]) -> ClientWords:
    """What to look for, of all cards that are one person."""
    phones, addresses, names = set(), set(), set()
    for client in clients:
        whole = f"{client.name} {client.last_name} {client.first_name} {client.middle_name} {client.company}"
        names |= {word for word in _WORDS.findall(whole.casefold()) if len(word) >= _SHORTEST_NAME}
    for contact in contacts:
        if contact.kind == "phone":
            phones |= {"".join(filter(str.isdigit, text)) for text in (contact.value, contact.raw)}
        else:
            addresses |= {text.casefold().strip() for text in (contact.value, contact.raw)}
    long = frozenset(phone for phone in phones if len(phone) >= _SHORTEST_PHONE)
    return ClientWords(long, frozenset(addresses - {""}), frozenset(names))
