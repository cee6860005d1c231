"""Clients that somebody who is being entered may be already: by phone, by e-mail, by words of the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from dozvon.clients import queries
from dozvon.clients.models import Client, Contact
from dozvon.core import names, phones

LOOKED_AT = 30
"""How many clients each way of searching brings, before those whom the actor does not see are left out."""
SHORTEST_NAME = 3
SHORTEST_PHONE = 5
"""Letters and digits; fewer would mean everybody."""


@dataclass(frozen=True, slots=True)
class ClientHints:
    """What is known of somebody so far, as typed by somebody in `country`."""

    country: str
    phone: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SimilarClient:
    """A client, their contacts, and what they are alike by: "same_phone", "phone", "email" or "name"."""

    client: Client
    contacts: list[Contact]
    by: str


def alike(visible: QuerySet[Client], sought: ClientHints, limit: int) -> list[SimilarClient]:
    """The likeliest clients among `visible`, those with the very number first: at most five indexed statements."""
    ways: dict[int, str] = {}
    for by, ids in _found(sought):
        for pk in ids:
            ways.setdefault(pk, by)
    if not ways:
        return []
    kept = visible.filter(pk__in=list(ways), merged_into__isnull=True, erased_at__isnull=True).defer("words")
    seen = {client.pk: client for client in kept}
    chosen = [pk for pk in ways if pk in seen][:limit]
    contacts = queries.contacts_of(chosen)
    return [SimilarClient(seen[pk], contacts[pk], ways[pk]) for pk in chosen]


def _found(sought: ClientHints) -> Iterator[tuple[str, Sequence[int]]]:
    """Ids by each way, the surest way first."""
    e164 = phones.normalise(sought.phone, sought.country).e164 if sought.phone else None
    if e164 is not None:
        same = Contact.objects.filter(kind="phone", value=e164).order_by("-matches", "-client_id")
        yield "same_phone", list(same.values_list("client_id", flat=True)[:LOOKED_AT])
    elif len(phones.search_digits(sought.phone)) >= SHORTEST_PHONE:
        yield "phone", queries.ids_by_phone(sought.phone, sought.country, LOOKED_AT)
    if "@" in sought.email:
        yield "email", queries.find_ids(sought.email, LOOKED_AT)
    words = _telling(sought.name)
    if words is not None:
        yield "name", queries.ids_by_words(words, LOOKED_AT)


def _telling(name: str) -> str | None:
    """The words that tell somebody from others: a family name with the given one, whatever else was typed."""
    if sum(letter.isalpha() for letter in name) < SHORTEST_NAME:
        return None
    last, first, _ = names.split(names.clean(name))
    return queries.word_query(f"{last} {first}" if last and first else name)
