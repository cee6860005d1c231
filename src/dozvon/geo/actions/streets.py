"""Streets and houses the desk knows: counted as addresses of orders come and go, and imported from a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from dozvon.core import streets
from dozvon.geo import plan
from dozvon.geo.actions.imports import BAD_ALLOWED, Imported
from dozvon.geo.directory import StreetRow, read_streets
from dozvon.geo.errors import ImportRefused
from dozvon.geo.models import House, Street
from dozvon.geo.spelling import key

LONGEST = 120
BATCH = 5_000


@dataclass(frozen=True, slots=True, order=True)
class _Spot:
    """Where an address leads, flats and people left out: keys, and how it was written."""

    city: str
    street: str
    house: str
    street_name: str
    house_name: str


def recount(shop_id: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """An address of the shop's orders became another: each street and house is known as often as orders have it.

    An address counts once it has a house: a street somebody began to type and left is no street to be offered.
    Call it in the transaction that writes the address. One statement to four, none where the house is the same.
    """
    was, now = _spot(before), _spot(after)
    if was == now:
        return
    # In one order for everybody, so that two of them never wait for each other.
    for spot, is_new in sorted([(spot, spot is now) for spot in (was, now) if spot is not None]):
        if is_new:
            _add(shop_id, spot)
        else:
            _take(shop_id, spot)


def _spot(address: Mapping[str, str]) -> _Spot | None:
    city, street, house = key(address.get("city", "")), address.get("street", ""), address.get("house", "")
    city, street, house = city[:LONGEST], street[:LONGEST], house[:LONGEST]
    spot = _Spot(city, streets.street_key(street), streets.house_key(house), street, house)
    return spot if spot.city and spot.street and spot.house else None


_ADD = """
WITH street AS (
    INSERT INTO geo_street (shop_id, city, key, name, words, used)
    VALUES (%(shop)s, %(city)s, %(key)s, %(name)s, array_to_tsvector(%(words)s::text[]), 1)
    ON CONFLICT (city, key, shop_id) DO UPDATE SET used = geo_street.used + 1 RETURNING id
)
INSERT INTO geo_house (street_id, key, name, used) SELECT id, %(house)s::text, %(house_name)s, 1 FROM street
ON CONFLICT (street_id, key) DO UPDATE SET used = geo_house.used + 1
"""


def _add(shop_id: int, spot: _Spot) -> None:
    with connection.cursor() as cursor:
        row: dict[str, str | int | list[str]] = {"shop": shop_id, "words": lexemes(spot.city, spot.street_name)}
        row |= {"city": spot.city, "key": spot.street, "name": spot.street_name}
        cursor.execute(_ADD, row | {"house": spot.house, "house_name": spot.house_name})


_TAKE = "UPDATE geo_street SET used = used - 1 WHERE city = %s AND key = %s AND shop_id = %s RETURNING id, used"
_TAKE_HOUSE = """
WITH fewer AS (UPDATE geo_house SET used = used - 1 WHERE street_id = %(street)s AND key = %(house)s::text AND used > 1
    RETURNING id)
DELETE FROM geo_house WHERE street_id = %(street)s AND key = %(house)s::text AND used <= 1
"""


def _take(shop_id: int, spot: _Spot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [spot.city, spot.street, shop_id])
        found = cursor.fetchone()
        if found is None:
            return
        cursor.execute(_TAKE_HOUSE, {"street": found[0], "house": spot.house})
    if found[1] <= 0:
        # What nobody's order leads to any more is forgotten.
        House.objects.filter(street=found[0])._raw_delete(using="default")
        Street.objects.filter(pk=found[0])._raw_delete(using="default")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it stands in so many orders of a shop."""

    shop_id: int
    parts: Mapping[str, str]
    orders: int


@dataclass(slots=True)
class _Tally:
    """A street or a house: how it is written by most orders, and how often it is met."""

    name: str = ""
    most: int = 0
    used: int = 0
    houses: dict[str, _Tally] = field(default_factory=dict)

    def add(self, name: str, orders: int) -> None:
        """So many orders more write it so."""
        if orders > self.most:
            self.name, self.most = name, orders
        self.used += orders


def learn(addresses: Callable[[], Iterable[Address]]) -> int:
    """Counts the streets and houses of all orders anew, and gives how many streets there are; imported ones stay.

    The addresses are asked for once nobody else can change what is counted: whoever saves one waits until the end.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE geo_street IN SHARE ROW EXCLUSIVE MODE")
        tallied = _tally(addresses())
        House.objects.filter(street__shop_id__isnull=False)._raw_delete(using="default")
        Street.objects.filter(shop_id__isnull=False)._raw_delete(using="default")
        rows = list(tallied.items())
        for start in range(0, len(rows), BATCH):
            _write_learnt(rows[start : start + BATCH])
    return len(tallied)


_Place = tuple[int, str, str]
"""A shop, a city, a street: an id and keys."""


def _tally(addresses: Iterable[Address]) -> dict[_Place, _Tally]:
    tallied: dict[_Place, _Tally] = {}
    for address in addresses:
        spot = _spot(address.parts)
        if spot is None:
            continue
        street = tallied.setdefault((address.shop_id, spot.city, spot.street), _Tally())
        street.add(spot.street_name, address.orders)
        street.houses.setdefault(spot.house, _Tally()).add(spot.house_name, address.orders)
    return tallied


_LEARN = """
INSERT INTO geo_street (shop_id, city, key, name, words, used)
SELECT shop, city, key, name, array_to_tsvector(string_to_array(words, chr(31))), used
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
    AS row(shop, city, key, name, words, used) RETURNING id
"""


def _write_learnt(rows: list[tuple[_Place, _Tally]]) -> None:
    words = [chr(31).join(lexemes(city, street.name)) for (_, city, _), street in rows]
    shops, cities, keys = (list(column) for column in zip(*(place for place, _ in rows), strict=True))
    names, used = [street.name for _, street in rows], [street.used for _, street in rows]
    with connection.cursor() as cursor:
        cursor.execute(_LEARN, [shops, cities, keys, names, words, used])
        ids = [pk for (pk,) in cursor.fetchall()]
    houses = [(pk, *one) for pk, (_, street) in zip(ids, rows, strict=True) for one in street.houses.items()]
    House.objects.bulk_create(
        [House(street_id=pk, key=key, name=house.name, used=house.used) for pk, key, house in houses],
        batch_size=BATCH,
    )


def lexemes(city: str, street: str) -> list[str]:
    """What a street is found by: each word of its name within its city, and the city alone."""
    return [f"{city}|", *(f"{city}|{word}" for word in streets.words(street))]


def import_streets(path: Path) -> Imported:
    """Replaces the imported streets and houses at once; those of orders stay. Raises ImportRefused as for cities."""
    known, bad = read_streets(plan.text_of(plan.content_of(path)))
    rows = sum(max(1, len(row.houses)) for row in known) + len(bad)
    if not known:
        raise ImportRefused(f"{path} holds no streets", tuple(bad))
    if len(bad) > BAD_ALLOWED * rows:
        raise ImportRefused(f"{path}: {len(bad)} of {rows} rows are bad, so nothing was imported", tuple(bad))
    with transaction.atomic():
        House.objects.filter(street__shop_id=None).delete()
        Street.objects.filter(shop_id=None).delete()
        for start in range(0, len(known), BATCH):
            _write(known[start : start + BATCH])
    return Imported(len(known), 0, tuple(bad), {})


_IMPORT = """
INSERT INTO geo_street (shop_id, city, key, name, words, used)
SELECT NULL, city, key, name, array_to_tsvector(string_to_array(words, chr(31))), 0
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS row(city, key, name, words) RETURNING id
"""


def _write(known: list[StreetRow]) -> None:
    words = [chr(31).join(lexemes(row.city, row.name)) for row in known]
    with connection.cursor() as cursor:
        cursor.execute(_IMPORT, [[r.city for r in known], [r.key for r in known], [r.name for r in known], words])
        ids = [pk for (pk,) in cursor.fetchall()]
    houses = zip(ids, known, strict=True)
    House.objects.bulk_create(
        [House(street_id=pk, key=key, name=name, used=0) for pk, row in houses for key, name in row.houses.items()],
        batch_size=BATCH,
    )
