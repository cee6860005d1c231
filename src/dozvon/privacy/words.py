"""The words that tell of one client, and whether a text holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dozvon.clients.models import Client, Contact

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
_NOT_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
_NATIONAL = 10
"""Digits of a number that are the same however its beginning is written."""
# Shorter ones would be found in what others sent.
_SHORTEST_ADDRESS = 6
_SHORTEST_NAME = 3
_SHORTEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Digits of the client's phones, other contacts in small letters, words of the names."""

    phones: frozenset[str]
    addresses: frozenset[str]
    names: frozenset[str]

    def in_bytes(self, body: bytes) -> bool:
        """Whether an intake holds one of the contacts, in whatever spelling."""
        digits = body.replace(rb"\u00a0", b"").translate(None, delete=_NOT_DIGITS).decode("ascii")
        if any(phone[-_NATIONAL:] in digits for phone in self.phones if len(phone) >= _NATIONAL):
            return True
        small = body.lower()
        return any(address.encode() in small for address in self.addresses if len(address) >= _SHORTEST_ADDRESS)

    def in_search(self, text: str) -> bool:
        """Whether what was typed into a search is a part of a contact or the beginning of a name."""
        digits = "".join(letter for letter in text if letter.isdigit())
        if len(digits) >= _SHORTEST_DIGITS and any(digits[-_NATIONAL:] in phone for phone in self.phones):
            return True
        small = text.casefold().strip()
        if any(address.startswith(small) or small in address for address in self.addresses if small):
            return True
        return any(word.startswith(typed) for typed in _WORDS.findall(small) for word in self.names)

    def in_sentence(self, text: str) -> bool:
        """Whether a sentence names the client: a whole contact or a whole word of the name."""
        return self.in_bytes(text.encode()) or not self.names.isdisjoint(_WORDS.findall(text.casefold()))


def words_of(clients: Iterable[Client], contacts: Iterable[Contact]) -> Words:
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
    long = frozenset(phone for phone in phones if len(phone) >= _SHORTEST_DIGITS * 2)
    return Words(long, frozenset(addresses - {""}), frozenset(names))
