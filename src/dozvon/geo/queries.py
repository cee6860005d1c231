"""What the rest of the program asks of places: the clock of a number or a city, a city by its beginning."""

from __future__ import annotations

import threading
import time
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from dozvon.core.regions import REGION_NAMES
from dozvon.core.zones import LocalZone, resolve
from dozvon.core.zones import zone_of_phone as _zone_of_phone
from dozvon.core.zones import zone_of_settlement as zone_by_clock
from dozvon.geo import cities
from dozvon.geo.models import City, PhoneRange, RangeSet
from dozvon.geo.spelling import key

FRESH = 30.0  # seconds for which a switched-on set may stay unseen by a running process

_CODE = 10_000_000  # numbers of one code


class RangeIndex:
    """The active ranges in arrays; an answer is one binary search. Immutable, so threads share it freely."""

    def __init__(self, sets: tuple[int, ...]) -> None:
        self.sets = sets
        self._first, self._last, self._zone = array("q"), array("q"), array("B")
        self._zones: list[str] = []
        numbers: dict[str, int] = {}
        rows = PhoneRange.objects.filter(set__in=sets).exclude(zone="").order_by("code", "first")
        for code, first, last, zone in rows.values_list("code", "first", "last", "zone").iterator(chunk_size=5_000):
            self._first.append(code * _CODE + first)
            self._last.append(code * _CODE + last)
            self._zone.append(numbers.setdefault(zone, len(numbers)))
        self._zones = list(numbers)

    def zone(self, e164: str) -> str | None:
        """The zone of a Russian number's range, or None."""
        national = e164[2:]
        if len(e164) != 12 or e164[:2] != "+7" or not national.isdigit():
            return None
        number = int(national)
        place = bisect_right(self._first, number) - 1
        if place < 0 or number > self._last[place]:
            return None
        return self._zones[self._zone[place]]


class _Ranges:
    """This process's index; whether another set is active is asked every `FRESH` seconds at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: RangeIndex | None = None
        self._checked = 0.0

    def current(self) -> RangeIndex:
        index = self._index
        if index is not None and time.monotonic() - self._checked < FRESH:
            return index
        if index is None:
            with self._lock:
                return self._look()
        # One thread looks; the others go on with what there is.
        if not self._lock.acquire(blocking=False):
            return index
        try:
            return self._look()
        finally:
            self._lock.release()

    def _look(self) -> RangeIndex:
        index = self._index
        if index is not None and time.monotonic() - self._checked < FRESH:
            return index
        sets = tuple(RangeSet.objects.filter(state=RangeSet.State.ACTIVE).order_by("pk").values_list("pk", flat=True))
        if index is None or index.sets != sets:
            index = self._index = RangeIndex(sets)
        self._checked = time.monotonic()
        return index

    def forget(self) -> None:
        self._index = None


_ranges = _Ranges()


def forget() -> None:
    """Drops this process's index of number ranges; the next question loads it anew."""
    _ranges.forget()


def range_zone(e164: str) -> str | None:
    """The zone of the imported range that the number lies in."""
    return _ranges.current().zone(e164)


def zone_of_phone(e164: str) -> LocalZone | None:
    """(zone, source) that a number alone tells: its range, else its area code, else its country."""
    return _zone_of_phone(e164, range_zone)


_gazetteer: cities.Cities | None = None
_opening = threading.Lock()


def gazetteer() -> cities.Cities:
    """The gazetteer of this installation, opened (and built, where it is missing) on first need."""
    global _gazetteer  # one mapping of the file for the whole process
    if _gazetteer is None:
        with _opening:
            if _gazetteer is None:
                _gazetteer = cities.open_at(Path(settings.ENVIRONMENT.home) / "geo")
    return _gazetteer


@lru_cache(maxsize=4096)
def zone_of_city(name: str, country: str | None = None) -> tuple[str, str] | None:
    """(zone, region code or empty) of a city by its name or of the city in an address; None when it is not known.

    `country` (ISO) decides between namesakes. Names in Russian, Ukrainian or English, with or without `г.`.
    """
    return gazetteer().in_address(name, country)


def suggest_cities(prefix: str, limit: int = 10, country: str | None = None) -> list[cities.Place]:
    """Cities whose name begins so, for a drop-down."""
    return gazetteer().suggest(prefix, limit, country)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A city or village to choose from; `postcode` and `district` are empty where the directory is not imported."""

    name: str
    country: str
    region: str
    district: str
    postcode: str
    zone: str | None


def settlements(prefix: str, limit: int = 10, country: str | None = None) -> list[Settlement]:
    """Settlements whose name begins so, large ones first: of the imported directory, then of the gazetteer."""
    wanted = key(prefix.replace("\x00", ""))
    if not wanted:
        return []
    rows = City.objects.filter(key__startswith=wanted).order_by("-population", "id")[:limit]
    known = [_of_directory(row) for row in rows]
    there = {(key(one.name), one.country) for one in known}
    near = suggest_cities(prefix, limit, country) if len(known) < limit else []
    others = [_of_gazetteer(place) for place in near if (key(place.name), place.country) not in there]
    return [*known, *others][:limit]


def zone_of_settlement(city: str, region: str, country: str | None = None) -> str | None:
    """The zone of the city of that name in the region of that name; without a region, of the likeliest."""
    rows = City.objects.filter(key=key(city.replace("\x00", ""))).order_by("-population", "id")[:50] if region else []
    for row in rows:
        found = _of_directory(row)
        if found.region == region and found.zone is not None:
            return found.zone
    known = zone_of_city(f"{city}, {region}" if region else city, country)
    return known[0] if known else None


def _of_directory(row: City) -> Settlement:
    zone = zone_by_clock(row.region, row.utc_offset)
    region = REGION_NAMES.get(row.region, row.region_name)
    return Settlement(row.name, row.country, region, row.district, row.postcode, zone)


def _of_gazetteer(place: cities.Place) -> Settlement:
    return Settlement(place.name, place.country, REGION_NAMES.get(place.region, ""), "", "", place.zone)


def client_zone(*, manual: str | None, city: str | None, e164: str | None, shop: str, country: str | None) -> LocalZone:
    """A client's zone by the surest sign: set by hand, city or address, number, the shop's own zone."""
    in_city = zone_of_city(city, country) if city and not manual else None
    return resolve(manual=manual, city=in_city[0] if in_city else None, e164=e164, shop=shop, range_zone=range_zone)
