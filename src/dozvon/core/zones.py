"""Which clock a client lives by: regions, area codes and countries to IANA zones.

Region codes are those of the Russian tax service and the state address register (Perm is 59), kept as text.
Source of the zone table: facts on addresses, section 5. No look-up of files or bases happens here: an index of number
ranges is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

Source = Literal["manual", "city", "range", "landline", "country", "shop"]


class LocalZone(NamedTuple):
    """An IANA zone name and what it was told from."""

    zone: str
    source: Source


MOSCOW = "Europe/Moscow"
_ZONES = {
    "Asia/Yekaterinburg": "02 45 56 59 66 72 74 86 89",
    "Asia/Irkutsk": "03 38",
    "Asia/Barnaul": "04 22",
    "Asia/Yakutsk": "14 28",  # the east of 14 is one and two hours ahead: a city tells it, a region cannot
    "Asia/Krasnoyarsk": "17 19 24",
    "Europe/Samara": "18 63",
    "Asia/Vladivostok": "25 27 79",
    "Europe/Astrakhan": "30",
    "Europe/Volgograd": "34",
    "Europe/Kaliningrad": "39",
    "Asia/Kamchatka": "41",
    "Asia/Novokuznetsk": "42",
    "Europe/Kirov": "43",
    "Asia/Magadan": "49",
    "Asia/Novosibirsk": "54",
    "Asia/Omsk": "55",
    "Europe/Saratov": "64",
    "Asia/Sakhalin": "65",
    "Asia/Tomsk": "70",
    "Europe/Ulyanovsk": "73",
    "Asia/Chita": "75",
    "Asia/Anadyr": "87",
    "Europe/Simferopol": "91 92",
    "Asia/Qyzylorda": "99",
}
_EAST = {("14", 600): "Asia/Vladivostok", ("14", 660): "Asia/Srednekolymsk", ("65", 720): "Asia/Srednekolymsk"}
"""Places that are ahead of the rest of their region."""
_REGION_ZONE = {code: zone for zone, codes in _ZONES.items() for code in codes.split()}

# A stem of each region's name in Russian. Where one name begins like another, the expression keeps them apart.
_STEMS = {
    "01": "адыге", "02": "башкорт|башкир|абзелил|белорецк", "03": "бурят", "04": r"алтай\b", "05": "дагест",
    "06": "ингуш", "07": "кабардин", "08": "калмык", "09": "карача", "10": "карел", "11": r"\bкоми\b",
    "12": "марий", "13": "мордов", "14": r"якут|\bсаха\b", "15": "осети", "16": "татарст", "17": r"\bт[ыу]ва\b",
    "18": "удмурт", "19": "хакас", "20": "чечен|чечня", "21": "чуваш", "22": "алтайск", "23": "краснодар",
    "24": "краснояр", "25": "приморск", "26": "ставропол", "27": "хабаров", "28": r"\bамурск", "29": "архангел",
    "30": "астрахан", "31": "белгород", "32": "брянск", "33": "владимир", "34": "волгоград", "35": "вологод",
    "36": "воронеж", "37": "ивановск", "38": "иркутск", "39": "калининград", "40": "калужск",
    "41": "камчат|корякск", "42": "кемеров|кузбасс", "43": "кировск", "44": "костромск", "45": "курганск",
    "46": "курск", "47": "ленинград", "48": "липецк", "49": "магадан", "50": "московск", "51": "мурманск",
    "52": "нижегород", "53": r"\bновгород", "54": "новосибир", "55": r"\bомск", "56": "оренбург", "57": "орловск",
    "58": "пензен", "59": "пермск", "60": "псков", "61": "ростовск", "62": "рязан", "63": "самарск",
    "64": "саратов", "65": "сахалин", "66": "свердлов", "67": "смолен", "68": "тамбов", "69": "тверск",
    "70": r"\bтомск", "71": "тульск", "72": "тюмен", "73": "ульянов", "74": "челябин", "75": "забайкал|читинск",
    "76": "ярославск", "77": r"\bмосква\b", "78": "петербург", "79": "еврейск",
    "83": r"(?<!ямало)(?<!ямало[ -])(?<!ямало - )\bненецк", "86": r"ханты|\bюгра\b|сургут", "87": "чукот",
    "89": "ямало", "90": "запорож", "91": r"\bкрым", "92": "севастоп", "93": "донецк", "94": "луганск",
    "95": "херсон", "99": "байконур",
}  # fmt: skip
_STEM = {code: re.compile(stem) for code, stem in _STEMS.items()}
REGIONS = frozenset(_STEMS)

# Area codes of Russian landlines (three digits after +7) to regions.
_AREAS = {
    "01": "877", "02": "347", "03": "301", "04": "388", "05": "872", "06": "873", "07": "866", "08": "847",
    "09": "878", "10": "814", "11": "821", "12": "836", "13": "834", "14": "411", "15": "867", "16": "843 855",
    "17": "394", "18": "341", "19": "390", "20": "871", "21": "835", "22": "385", "23": "861 862", "24": "391",
    "25": "423", "26": "865 879", "27": "421", "28": "416", "29": "818", "30": "851", "31": "472", "32": "483",
    "33": "492", "34": "844", "35": "817 820", "36": "473", "37": "493", "38": "395", "39": "401", "40": "484",
    "41": "415", "42": "384", "43": "833", "44": "494", "45": "352", "46": "471", "47": "813", "48": "474",
    "49": "413", "50": "496 498", "51": "815", "52": "831", "53": "816", "54": "383", "55": "381", "56": "353",
    "57": "486", "58": "841", "59": "342", "60": "811", "61": "863", "62": "491", "63": "846 848", "64": "845",
    "65": "424", "66": "343", "67": "481", "68": "475", "69": "482", "70": "382", "71": "487", "72": "345",
    "73": "842", "74": "351", "75": "302", "76": "485", "77": "495 499", "78": "812", "79": "426", "86": "346",
    "87": "427", "89": "349", "91": "365", "92": "869",
}  # fmt: skip
_AREA_REGION = {area: region for region, areas in _AREAS.items() for area in areas.split()}


def zone_of_region(code: str) -> str | None:
    """The zone of a Russian region by its code; None when there is no such region."""
    return _REGION_ZONE.get(code, MOSCOW) if code in REGIONS else None


def zone_of_settlement(region: str, utc_offset: int | None) -> str | None:
    """The zone of a place by its region and its clock in minutes from UTC: one region lives by three clocks."""
    return _EAST.get((region, utc_offset or 0)) or zone_of_region(region)


def region_of_name(name: str) -> str | None:
    """The code of the region named in `name`; of several that share a clock the first, of others none.

    Reads the spellings of the numbering plan: parts of a nested territory stand apart by `|`, the subject last;
    subjects that share a range stand apart by `*` or `и`.
    """
    text = name.rsplit("|", 1)[-1].lower().replace("ё", "е").replace("–", "-")
    found = sorted((match.start(), code) for code, stem in _STEM.items() if (match := stem.search(text)) is not None)
    if not found or len({zone_of_region(code) for _, code in found}) > 1:
        return None
    return found[0][1]


def zone_of_landline(e164: str) -> str | None:
    """The zone of a Russian landline by its area code."""
    if not e164.startswith("+7"):
        return None
    region = _AREA_REGION.get(e164[2:5])
    return None if region is None else zone_of_region(region)


def zone_of_country(e164: str) -> str | None:
    """The zone of a country that has one: Ukraine, Belarus, Kazakhstan (one since 1 March 2024)."""
    if e164.startswith("+380"):
        return "Europe/Kyiv"
    if e164.startswith("+375"):
        return "Europe/Minsk"
    return "Asia/Almaty" if e164.startswith(("+76", "+77")) else None


def zone_of_phone(e164: str, range_zone: Callable[[str], str | None]) -> LocalZone | None:
    """What a number alone tells: its range, else its area code, else its country."""
    if (zone := range_zone(e164)) is not None:
        return LocalZone(zone, "range")
    if (zone := zone_of_landline(e164)) is not None:
        return LocalZone(zone, "landline")
    zone = zone_of_country(e164)
    return None if zone is None else LocalZone(zone, "country")


def resolve(
    *,
    manual: str | None,
    city: str | None,
    e164: str | None,
    shop: str,
    range_zone: Callable[[str], str | None] = lambda e164: None,
) -> LocalZone:
    """The client's zone by the surest sign there is.

    `manual` is what an operator set, `city` the zone of the address's city, `shop` the shop's own; `range_zone` gives
    the zone of a number's range or None. A source of `shop` means "time unknown" to whoever shows it.
    """
    if manual:
        return LocalZone(manual, "manual")
    if city:
        return LocalZone(city, "city")
    return (zone_of_phone(e164, range_zone) if e164 else None) or LocalZone(shop, "shop")
