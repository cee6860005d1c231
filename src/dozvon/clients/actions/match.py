"""Finding the client of an incoming contact, or making one: by phone first, then by e-mail (domain, section 2).

A client whom somebody has recognised already is taken at their word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from dozvon.platform.database import rows

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewContact:
    """A way to reach somebody: `value` in its one spelling, `raw` as written.

    `matches` is false for what recognises nobody: a number that cannot be one.
    """

    kind: str
    value: str
    raw: str
    matches: bool = True


@dataclass(frozen=True, slots=True)
class NewClient:
    """What a contact says of itself, its ways of contact best first. `known_id` names a client of ours."""

    zone: str
    zone_source: str
    name: str = ""
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    gender: str = ""
    company: str = ""
    country: str = ""
    city: str = ""
    flags: tuple[str, ...] = ()
    contacts: tuple[NewContact, ...] = ()
    known_id: int | None = None

    @property
    def keys(self) -> list[Key]:
        """What the client may be recognised by."""
        return [(contact.kind, contact.value) for contact in self.contacts if contact.matches]


def match(new: Sequence[NewClient]) -> list[int]:
    """The client ids, one for each item in order; the same contact twice is the same client.

    At most four statements however many items, and one or two where a client is named. Call it inside a
    transaction; the rows that matched stay locked until it ends, so that a merge waits. Raises IntegrityError where
    another transaction made the same client meanwhile: run the whole transaction again, and it will be found.
    """
    named = _named({item.known_id for item in new if item.known_id is not None})
    known = _known({key for item in new for key in item.keys})
    fresh: list[NewClient] = []
    answers: list[int | _Fresh] = []
    made: dict[Key, _Fresh] = {}
    for item in new:
        keys = item.keys
        found = named.get(item.known_id or 0) or next((known[key] for key in keys if key in known), None)
        twin = next((made[key] for key in keys if key in made), None)
        if found is not None:
            answers.append(found)
        elif twin is not None:
            answers.append(twin)
        else:
            place = _Fresh(len(fresh))
            fresh.append(item)
            made.update((key, place) for key in keys)
            answers.append(place)
    made_ids = rows.add("clients", _COLUMNS, [_row(item) for item in fresh])
    ids = [made_ids[answer.place] if isinstance(answer, _Fresh) else answer for answer in answers]
    _add_contacts(new, ids, known, {*known.values(), *named.values()})
    return ids


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A client about to be made, by its place among the new ones."""

    place: int


_NAMED = "SELECT id, coalesce(merged_into_id, id) FROM clients WHERE id = ANY(%s) ORDER BY id FOR SHARE"


def _named(ids: set[int]) -> dict[int, int]:
    """Who the named clients are by now. Locked before any contact, as a merge does it: neither waits for the other."""
    kept = {pk: pk for pk in ids}
    asked = ids
    while asked:
        with connection.cursor() as cursor:
            cursor.execute(_NAMED, [sorted(asked)])
            moved = {pk: into for pk, into in cursor.fetchall() if into != pk}
        kept = {pk: moved.get(now, now) for pk, now in kept.items()}
        asked = set(moved.values())
    return kept


_KNOWN = """
SELECT c.kind, c.value, c.client_id FROM contacts c
JOIN unnest(%s::text[], %s::text[]) AS wanted(kind, value) ON c.kind = wanted.kind AND c.value = wanted.value
WHERE c.matches FOR SHARE OF c
"""


def _known(keys: set[Key]) -> dict[Key, int]:
    if not keys:
        return {}
    ordered = sorted(keys)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[kind for kind, _ in ordered], [value for _, value in ordered]])
        return {(kind, value): client_id for kind, value, client_id in cursor.fetchall()}


_COLUMNS = (
    *("kind", "name", "last_name", "first_name", "middle_name", "gender", "company", "country", "city"),
    *("zone", "zone_source", "statuses", "fields", "flags", "version"),
)
_CONTACT_COLUMNS = ("client_id", "kind", "value", "raw", "main", "matches")


def _row(item: NewClient) -> tuple[Any, ...]:
    names = (item.name, item.last_name, item.first_name, item.middle_name)
    place = (item.company, item.country, item.city, item.zone, item.zone_source)
    kind = "company" if item.company else "person"
    return (kind, *names, item.gender, *place, "{}", "{}", rows.texts(item.flags), 1)


def _add_contacts(new: Sequence[NewClient], ids: list[int], known: dict[Key, int], had: set[int]) -> None:
    """Contacts nobody has yet; the first of each kind of a fresh client is its main one. `had` were here before."""
    seen: set[Key | tuple[int, Key]] = set(known)
    have_main: set[tuple[int, str]] = set()
    found: list[tuple[Any, ...]] = []
    for item, client_id in zip(new, ids, strict=True):
        for contact in item.contacts:
            key = (contact.kind, contact.value)
            once = key if contact.matches else (client_id, key)
            if once in seen or (not contact.matches and client_id in had):
                continue
            seen.add(once)
            main = client_id not in had and (client_id, contact.kind) not in have_main
            have_main.add((client_id, contact.kind))
            found.append((client_id, contact.kind, contact.value, contact.raw[:300], main, contact.matches))
    # In one order for everybody: two intakes of the same clients wait one for the other, not each for the other.
    found.sort(key=lambda row: (row[1], row[2]))
    rows.write("contacts", _CONTACT_COLUMNS, found)
