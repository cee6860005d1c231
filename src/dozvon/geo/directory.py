"""Reads directories: of cities in the columns of the open list `city.csv`, and of streets with their houses."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import NamedTuple

from dozvon.core.streets import house_key, street_key
from dozvon.core.zones import REGIONS
from dozvon.geo.errors import ImportRefused
from dozvon.geo.spelling import key

_OFFSET = re.compile(r"UTC([+-]\d{1,2})(?::(\d\d))?")
_NEEDED = ("postal_code", "region", "region_type", "city", "kladr_id", "timezone")
_COUNTRIES = {"россия": "RU", "украина": "UA", "беларусь": "BY", "казахстан": "KZ"}


class CityRow(NamedTuple):
    """One city; `utc_offset` in minutes or None."""

    key: str
    name: str
    country: str
    region: str
    region_name: str
    district: str
    postcode: str
    utc_offset: int | None
    population: int


def read_cities(text: str) -> tuple[list[CityRow], list[str]]:
    """The cities and what is wrong with the other rows, by line. Raises ImportRefused when columns are missing."""
    reader = csv.DictReader(text.replace("\x00", "").splitlines())
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise ImportRefused(f"the file has no column {', '.join(missing)}: expected a directory of cities as CSV")
    cities: list[CityRow] = []
    bad: list[str] = []
    for row in reader:
        try:
            cities.append(_city({name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}))
        except ValueError as error:
            bad.append(f"line {reader.line_num}: {error}")
    return cities, bad


def _city(row: dict[str, str]) -> CityRow:
    # Moscow, Petersburg and Sevastopol are regions and cities at once; some towns stand as a settlement or district.
    name = row["city"] or row.get("settlement", "") or row.get("area", "") or row["region"]
    if not name:
        raise ValueError("no name")
    region = row["kladr_id"][:2]
    offset = _OFFSET.fullmatch(row["timezone"])
    population = re.sub(r"\D", "", row.get("population", ""))
    return CityRow(
        key=key(name)[:120],
        name=name[:120],
        country=_COUNTRIES.get(row.get("country", "").lower(), "RU"),
        region=region if region in REGIONS else "",
        region_name=f"{row['region_type']} {row['region']}".strip()[:120],
        district=f"{row.get('area_type', '')} {row.get('area', '')}".strip()[:120],
        postcode=row["postal_code"][:10],
        utc_offset=None
        if offset is None
        else int(offset[1]) * 60 + int(offset[2] or 0) * (-1 if offset[1][0] == "-" else 1),
        population=min(int(population or 0), 10**8),
    )


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street of a city, with its houses by their key; `city` and `key` as streets are looked up."""

    city: str
    key: str
    name: str
    houses: dict[str, str]


def read_streets(text: str) -> tuple[list[StreetRow], list[str]]:
    """Streets of a CSV with the columns city, street and, if there is one, house; what is wrong with other rows."""
    lines = text.replace("\x00", "").splitlines()
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=separator)
    missing = [name for name in ("city", "street") if name not in (reader.fieldnames or ())]
    if missing:
        raise ImportRefused(f"the file has no column {', '.join(missing)}: expected city, street and house as CSV")
    found: dict[tuple[str, str], StreetRow] = {}
    bad: list[str] = []
    for row in reader:
        city, street, house = ((row.get(name) or "").strip()[:120] for name in ("city", "street", "house"))
        place = key(city), street_key(street)
        if not all(place):
            bad.append(f"line {reader.line_num}: {'no street' if place[0] else 'no city'}")
            continue
        known = found.setdefault(place, StreetRow(*place, street, {}))
        if house_key(house):
            known.houses.setdefault(house_key(house), house)
    return list(found.values()), bad
