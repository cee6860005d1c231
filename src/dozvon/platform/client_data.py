"""What the capabilities hold of clients: each declares a part, and merges, dossiers and erasures only run the parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, LiteralString

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
_NOT_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
_NATIONAL = 10
"""Digits of a number that are the same however its beginning is written."""
# Shorter ones would be found in what others sent.
_SHORTEST_ADDRESS = 6
_SHORTEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ClientWords:
    """The words that tell of one client: digits of phones, other contacts in small letters, words of the names."""

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


@dataclass(slots=True)
class PersonTraces:
    """One person: all cards that are theirs, and who asks about them.

    Events, intakes and the access log name orders by their ids, so the part that keeps orders notes them here:
    `order_ids`, and `lent_order_ids` that were theirs for a time by a merge. `shop_codes` are the shops the actor sees.
    A part may leave what it found for itself in `found` under its name.
    """

    actor: Actor
    client_ids: list[int]
    words: ClientWords
    now: datetime
    shop_codes: Mapping[int, str]
    order_ids: list[int] = field(default_factory=list)
    lent_order_ids: list[int] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)


class ClientData:
    """What one capability holds of clients. A part overrides what it has; all is called in a transaction.

    A merge runs `move` of every part and keeps what it gives under the part's name; undoing it runs `give_back`. A
    dossier runs `find` of every part, then `dossier`. An erasure runs `obstacles` of every part, then `erase`.
    """

    name: ClassVar[str]
    seen_in_shops: ClassVar[LiteralString | None] = None
    """A condition over `clients` with one parameter, shops: whoever works for some shops sees these clients."""

    def move(self, source_id: int, target_id: int) -> Any:
        """Gives the source's rows to the target; returns as JSON what `give_back` needs, None where nothing moved."""
        return None

    def give_back(self, source_id: int, target_id: int, moved: Any) -> None:
        """Returns what a merge moved, as far as it is still the target's."""

    def find(self, person: PersonTraces) -> None:
        """Notes in the person what the actor may see."""

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """Sections of the dossier by name."""
        return {}

    def obstacles(self, person: PersonTraces, *, lock: bool) -> Sequence[FieldError]:
        """Why the person cannot be erased now. Notes in the person all that is theirs, locked where it will be erased.

        Clients are locked before.
        """
        return ()

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Takes the person out of the part's rows; returns how many were emptied, by name."""
        return {}
