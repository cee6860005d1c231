"""Streets and houses to choose from while an address is typed. Sources are asked in turn: the desk's own knowledge is
one; a carrier's directory can be another. What is typed may always be something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import connection

from dozvon.core import streets
from dozvon.geo.spelling import key


@dataclass(frozen=True, slots=True)
class Town:
    """Where is looked: a city by its name, and the shops whose addresses may be shown; None: of all."""

    city: str
    shops: Collection[int] | None


class StreetSource(Protocol):
    """A source of suggestions, the likeliest first."""

    def streets(self, town: Town, text: str, limit: int) -> list[str]:
        """Streets of the city with words that begin as those typed; of nothing typed, the usual ones."""

    def houses(self, town: Town, street: str, text: str, limit: int) -> list[str]:
        """Houses of the street whose number begins so."""


_STREETS: Final = """
SELECT (array_agg(s.name ORDER BY s.used DESC, s.id))[1] FROM geo_street s
WHERE s.words @@ %(words)s::tsquery
    AND (s.shop_id IS NULL OR %(shops)s::bigint[] IS NULL OR s.shop_id = ANY(%(shops)s))
GROUP BY s.key ORDER BY sum(s.used) DESC, s.key LIMIT %(limit)s
"""
_HOUSES: Final = """
SELECT (array_agg(h.name ORDER BY h.used DESC, h.id))[1] FROM geo_street s JOIN geo_house h ON h.street_id = s.id
WHERE s.city = %(city)s AND s.key = %(street)s AND starts_with(h.key, %(begins)s)
    AND (s.shop_id IS NULL OR %(shops)s::bigint[] IS NULL OR s.shop_id = ANY(%(shops)s))
GROUP BY h.key ORDER BY sum(h.used) DESC, length(h.key), h.key LIMIT %(limit)s
"""


class KnownStreets:
    """What the desk knows of itself: streets and houses of earlier orders, and of an imported list."""

    def streets(self, town: Town, text: str, limit: int) -> list[str]:
        """By an index over the words within each city."""
        city = _lexeme(key(town.city))
        typed = [_lexeme(word) for word in streets.words(text) if "-" not in word] or [""]
        words = " & ".join(f"'{city}|{word}':*" for word in typed)
        return _names(_STREETS, {"words": words, "shops": _ids(town), "limit": limit}) if city else []

    def houses(self, town: Town, street: str, text: str, limit: int) -> list[str]:
        """By the street's own key."""
        wanted = {"city": key(town.city), "street": streets.street_key(street), "begins": streets.house_key(text)}
        return _names(_HOUSES, {**wanted, "shops": _ids(town), "limit": limit})


def _ids(town: Town) -> list[int] | None:
    return None if town.shops is None else list(town.shops)


def _lexeme(text: str) -> str:
    return re.sub(r"['\\]", "", text)


def _names(statement: str, wanted: Mapping[str, str | int | list[int] | None]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return [name for (name,) in cursor.fetchall()]


SOURCES: list[StreetSource] = [KnownStreets()]


def suggest_streets(town: Town, text: str, limit: int) -> list[str]:
    """Streets to choose from, each once however it is written."""
    return _merged(streets.street_key, (source.streets(town, text, limit) for source in SOURCES), limit)


def suggest_houses(town: Town, street: str, text: str, limit: int) -> list[str]:
    """Houses of a street to choose from, each once."""
    return _merged(streets.house_key, (source.houses(town, street, text, limit) for source in SOURCES), limit)


def _merged(spelt: Callable[[str], str], found: Iterable[list[str]], limit: int) -> list[str]:
    once: dict[str, str] = {}
    for names in found:
        for name in names:
            once.setdefault(spelt(name), name)
    return list(once.values())[:limit]
