"""Which Cyrillic spelling belongs to a romanised name: the gazetteer lists them without their language."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

# English or shortened names that no spelling sounds like.
_KNOWN = {
    "Moscow": "Москва",
    "Saint Petersburg": "Санкт-Петербург",
    "Rostov-on-Don": "Ростов-на-Дону",
    "Grozny": "Грозный",
}

_SILENT = dict.fromkeys(map(ord, "аеёиоуыэюяіїєўйьъ'’ʼ`´ʹ aeiouyj-."))
_SOUNDS = dict(zip(map(ord, "бвгґджзклмнпрстфхчшғқңһhcw"), "bvggdjzklmnprstfgxqgknggkv", strict=True))
_SKELETON: dict[int, str | None] = {**_SILENT, **_SOUNDS, ord("ц"): "ts", ord("щ"): "qx"}
# c alone sounds as k; ch, sh, zh, kh are one consonant each.
_DIGRAPHS = (("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"))
_REPEATED = re.compile(r"(.)\1+")

_LETTERS = "абвгґдеёжзийклмнопрстуфхцчшщыэюяіїєўъь"
_AS_LATIN = "a b v g g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya i yi ye u - -"
_RUSSIAN = {ord(letter): latin.strip("-") for letter, latin in zip(_LETTERS, _AS_LATIN.split(), strict=True)}
_UKRAINIAN = {**_RUSSIAN, ord("и"): "y", ord("г"): "h", ord("е"): "e"}
_UKRAINIAN_LETTERS = frozenset("іїєґўІЇЄҐЎ")
# A soft or hard sign where Russian puts none: Липецьк, Омьскъ, Магьачкъала.
_NOT_RUSSIAN = re.compile(r"[сцзрн]ь[кс]|ъ$|[гк][ьъ]|[^бвдмнпст]ъ|тс$|шч|ў")
_NOT_UKRAINIAN = re.compile(r"[ыэъё]")


def skeleton(name: str) -> str:
    """The consonants of a name in either script; equal for spellings of one name: Харків, Харьков, Kharkiv."""
    text = name.lower()
    if not "\u0400" <= text[:1] <= "\u04ff":
        text = _plain(text)
        for latin, letter in _DIGRAPHS:
            text = text.replace(latin, letter)
    return _REPEATED.sub(r"\1", text.translate(_SKELETON))


def display_name(name: str, alike: list[str], country: str) -> str:
    """The spelling to show of those in `alike`, which sound like `name`: the closest in the country's own letters."""
    if name in _KNOWN:
        return _KNOWN[name]
    if country != "UA" and len(alike) > 1:
        alike = [spelling for spelling in alike if _UKRAINIAN_LETTERS.isdisjoint(spelling)] or alike
    if len(alike) < 2:
        return alike[0] if alike else name
    target = _plain(name.lower())
    table = _UKRAINIAN if country == "UA" else _RUSSIAN
    return max(alike, key=lambda spelling: _rank(spelling, spelling.lower().translate(table), target, country))


def _rank(spelling: str, latin: str, target: str, country: str) -> tuple[bool, float, bool, int]:
    """Native spelling first, then the closest to the romanised name, then the one with its soft sign."""
    native = (_NOT_UKRAINIAN if country == "UA" else _NOT_RUSSIAN).search(spelling) is None
    close = 1.0 if latin == target else SequenceMatcher(None, latin, target, autojunk=False).ratio()
    return native, close, country == "UA" and bool(_UKRAINIAN_LETTERS & set(spelling)), len(spelling)


def _plain(name: str) -> str:
    """Latin letters without their marks, apostrophes out."""
    text = name.replace("’", "").replace("'", "").replace("ʼ", "")
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
