"""Finding clients: by words of the name, phone from the front or the last digits, e-mail."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from dozvon.clients.models import Client, ClientField, Contact, Merge
from dozvon.core import cursors, phones
from dozvon.platform.database.selects import Select

SHORTEST_DIGITS = 3
FOUND = 500
"""How many clients a search looks through."""
_MAILBOX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{2,63}")
"""What may be the beginning of an e-mail address."""
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)


def word_query(text: str) -> str | None:
    """The words as a PostgreSQL text query in which each may be a beginning; None where there are none."""
    words = _WORDS.findall(text.replace("\x00", " "))[:6]
    return " & ".join(f"{word}:*" for word in words) or None


def digit_patterns(text: str, country: str = "RU") -> tuple[list[str], str] | None:
    """LIKE patterns for a phone typed from the front, and one for its end reversed; None where there are too few."""
    digits = phones.search_digits(text)
    letters = re.search(r"[^\W\d_]", text)
    if len(digits) < SHORTEST_DIGITS or letters or "@" in text:
        return None
    fronts = [f"+{prefix}%" for prefix in phones.search_prefixes(text, country)]
    return fronts, digits[::-1] + "%"


def find_ids(text: str, limit: int) -> list[int]:
    """Ids of unmerged clients that the text may mean, newest first, at most `limit`; one or two indexed statements."""
    text = text.strip()[:200].replace("\x00", "")
    if not text:
        return []
    digits = digit_patterns(text)
    if digits is not None:
        return _ids(*_by_digits(*digits, limit))
    if "@" in text:
        return _ids(_BY_EMAIL, [_escaped(text.lower()) + "%", limit, limit])
    words = word_query(text)
    named = ids_by_words(words, limit) if words else []
    if len(named) < limit and _MAILBOX.fullmatch(text):
        found = _ids(_BY_EMAIL, [_escaped(text.lower()) + "%", limit, limit])
        named = list(dict.fromkeys([*named, *found]))[:limit]
    return named


def ids_by_phone(text: str, country: str, limit: int) -> list[int]:
    """Ids of clients whose number, as people of `country` write it, begins or ends so: newest first, one statement."""
    digits = digit_patterns(text, country)
    return [] if digits is None else _ids(*_by_digits(*digits, limit))


def ids_by_words(words: str, limit: int) -> list[int]:
    """Ids of unmerged clients whose name or company has the words of a `word_query`: one statement."""
    return _ids(_BY_WORDS, [words, limit])


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


_BY_DIGITS = "SELECT DISTINCT client_id FROM ({found}) found ORDER BY client_id DESC LIMIT %s"
_BY_FRONT = "(SELECT client_id FROM contacts WHERE kind = 'phone' AND value LIKE %s LIMIT %s)"
_BY_BACK = "(SELECT client_id FROM contacts WHERE kind = 'phone' AND reverse(value) LIKE %s LIMIT %s)"


def _by_digits(fronts: list[str], back: str, limit: int) -> tuple[str, list[Any]]:
    """A search of its own for each pattern: of several patterns in one LIKE ANY the index knows nothing."""
    found = " UNION ALL ".join([*[_BY_FRONT] * len(fronts), _BY_BACK])
    params = [value for pattern in (*fronts, back) for value in (pattern, limit)]
    return _BY_DIGITS.format(found=found), [*params, limit]


_BY_EMAIL = """
SELECT DISTINCT client_id FROM (
    SELECT client_id FROM contacts WHERE kind = 'email' AND value LIKE %s LIMIT %s
) found ORDER BY client_id DESC LIMIT %s
"""
_BY_WORDS = """
SELECT id FROM clients WHERE words @@ to_tsquery('simple', %s) AND merged_into_id IS NULL LIMIT %s
"""


def _ids(sql: str, params: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


_CONTACTS = Select(
    Contact.objects.all,
    "WHERE contacts.client_id = ANY(%s) ORDER BY contacts.client_id, contacts.main DESC, contacts.id",
)


def contacts_of(client_ids: Sequence[int]) -> dict[int, list[Contact]]:
    """The contacts of the clients, main ones first: one statement."""
    found: dict[int, list[Contact]] = {pk: [] for pk in client_ids}
    for contact in _CONTACTS.all([list(client_ids)]) if client_ids else ():
        found[contact.client_id].append(contact)
    return found


def own_fields() -> list[ClientField]:
    """The fields that the shops defined and still ask for, in the card's order."""
    return list(ClientField.objects.filter(retired=False))


def every_field() -> list[ClientField]:
    """Those that are retired too, behind the others."""
    return list(ClientField.objects.order_by("retired", "position", "id"))


def values_of(code: str, value: str | None = None) -> int:
    """How many cards have something in the field, or just this choice; cards that were merged or emptied count too."""
    cards = Client.objects.annotate(held=KeyTextTransform(code, "fields"))
    if value is not None:
        return cards.filter(held=value).count()
    return cards.filter(held__isnull=False).exclude(held__in=("", "false")).count()


@dataclass(frozen=True, slots=True)
class PageOfClients:
    """Clients and the cursor of the next page."""

    clients: list[Client]
    next_cursor: str | None


def page(
    visible: QuerySet[Client], text: str | None, phone: str | None, cursor: str | None, limit: int
) -> PageOfClients:
    """Unmerged clients among `visible`, newest first; a search looks through the first FOUND. Raises BadCursor."""
    clients = visible.filter(merged_into__isnull=True).order_by("-pk")
    for wanted in (text, phone):
        if wanted:
            clients = clients.filter(pk__in=find_ids(wanted, FOUND))
    if cursor:
        clients = clients.filter(pk__lt=cursors.read(cursor)[1])
    rows = list(clients[: limit + 1])
    shown = rows[:limit]
    more = cursors.write(shown[-1].created_at, shown[-1].pk) if len(rows) > limit else None
    return PageOfClients(shown, more)


_FAMILY = """
WITH RECURSIVE up AS (
    SELECT id, merged_into_id FROM clients WHERE id = %s
    UNION SELECT c.id, c.merged_into_id FROM clients c JOIN up ON c.id = up.merged_into_id
), family AS (
    SELECT id FROM up WHERE merged_into_id IS NULL
    UNION SELECT c.id FROM clients c JOIN family ON c.merged_into_id = family.id
)
SELECT id FROM family ORDER BY id
"""


def moved_by_merges(client_ids: Collection[int], part: str) -> list[Any]:
    """What merges gave these clients of that part of `client_data`, also where it was given back: one statement."""
    moved = Merge.objects.filter(target_id__in=client_ids).values_list("moved", flat=True)
    return [parts[part] for parts in moved if parts.get(part)]


def family(client_id: int) -> list[int]:
    """All cards that are one person: the kept one and those merged into it, from whichever of them one asks."""
    return _ids(_FAMILY, [client_id])
