"""Streets and houses the desk knows: counted as addresses of orders come and go, and imported from a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    city, street = key(address.get("city", ""))[:LONGEST], address.get("street", "")[:LONGEST]
    if not city or not streets.street_key(street):
        return None
    house = address.get("house", "")[:LONGEST]
    return _Spot(city, streets.street_key(street), streets.house_key(house), street, house)


_ADD = """
WITH street AS (
    INSERT INTO geo_street (shop_id, city, key, name, words, used)
    VALUES (%(shop)s, %(city)s, %(key)s, %(name)s, array_to_tsvector(%(words)s::text[]), 1)
    ON CONFLICT (city, key, shop_id) DO UPDATE SET used = geo_street.used + 1 RETURNING id
)
INSERT INTO geo_house (street_id, key, name, used) SELECT id, %(house)s::text, %(house_name)s, 1 FROM street
WHERE %(house)s::text <> '' ON CONFLICT (street_id, key) DO UPDATE SET used = geo_house.used + 1
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
