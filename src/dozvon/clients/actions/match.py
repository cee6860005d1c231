"""Finding the client of an incoming contact, or making one: by phone first, then by e-mail (domain, section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from dozvon.clients.models import Client, Contact

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewClient:
    """What a contact says of itself. `contacts` are (kind, value in its one spelling, as written), best first."""

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
    contacts: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)


def match(new: Sequence[NewClient]) -> list[int]:
    """The client ids, one for each item in order; the same contact twice is the same client.

    At most five statements however many items. Call it inside a transaction; the contact rows that matched stay
    locked until it ends, so that a merge waits. Raises IntegrityError where another transaction made the same
    client meanwhile: run the whole transaction again, and it will be found.
    """
    known = _known({(kind, value) for item in new for kind, value, _ in item.contacts})
    fresh: list[NewClient] = []
    answers: list[int | _Fresh] = []
    made: dict[Key, _Fresh] = {}
    for item in new:
        keys = [(kind, value) for kind, value, _ in item.contacts]
        found = next((known[key] for key in keys if key in known), None)
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
    rows = Client.objects.bulk_create([_row(item) for item in fresh])
    ids = [rows[answer.place].pk if isinstance(answer, _Fresh) else answer for answer in answers]
    _add_contacts(new, ids, known)
    return ids


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A client about to be made, by its place among the new ones."""

    place: int


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


def _row(item: NewClient) -> Client:
    return Client(
        kind="company" if item.company else "person",
        name=item.name,
        last_name=item.last_name,
        first_name=item.first_name,
        middle_name=item.middle_name,
        gender=item.gender,
        company=item.company,
        country=item.country,
        city=item.city,
        zone=item.zone,
        zone_source=item.zone_source,
        flags=list(item.flags),
    )


def _add_contacts(new: Sequence[NewClient], ids: list[int], known: dict[Key, int]) -> None:
    """Contacts nobody has yet; the first of each kind of a fresh client is its main one."""
    seen: set[Key] = set(known)
    have_main = {(client_id, kind) for (kind, _), client_id in known.items()}
    had = set(known.values())
    rows = []
    for item, client_id in zip(new, ids, strict=True):
        for kind, value, raw in item.contacts:
            if (kind, value) in seen:
                continue
            seen.add((kind, value))
            main = client_id not in had and (client_id, kind) not in have_main
            if main:
                have_main.add((client_id, kind))
            rows.append(
                Contact(
                    client_id=client_id,
                    kind=kind,
                    value=value,
                    raw=raw[:300],
                    main=main,
                )
            )
    Contact.objects.bulk_create(rows, batch_size=2000)
