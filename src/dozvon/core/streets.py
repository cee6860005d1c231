"""One key for every spelling of a street, and of a house; the words a street is found by."""

from __future__ import annotations

import re
from typing import Final

_FOLD: Final = str.maketrans("ёґ", "ег")
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_HOUSE: Final = re.compile(r"^(?:дом|д|будинок|буд|house)\b\.?\s*")
STREET: Final = "street"
_SPELLINGS: Final = {
    STREET: "ул улица вул вулиця street st",
    "avenue": "пр-т пр-кт просп проспект avenue ave",
    "lane": "пер переулок пров провулок lane",
    "boulevard": "б-р бул бульвар boulevard",
    "highway": "ш шоссе шосе",
    "square": "пл площадь площа square",
    "embankment": "наб набережная набережна",
    "drive": "проезд пр-д проїзд",
    "cul-de-sac": "туп тупик",
    "alley": "аллея алея",
    "quarter": "мкр мкрн мкр-н микрорайон мікрорайон",
}
_KINDS: Final = {spelling: kind for kind, spellings in _SPELLINGS.items() for spelling in spellings.split()}


def _parts(text: str) -> tuple[str, list[str]]:
    """The kind, and the words of the name; a street whose whole name is a kind ("Набережная") keeps it."""
    words = _WORD.findall(text.lower().translate(_FOLD))
    kinds = [place for place in {0, len(words) - 1} if words and words[place] in _KINDS]
    if not kinds or len(words) == 1:
        return STREET, words
    place = min(kinds, key=lambda place: (_KINDS[words[place]] != STREET, place))
    return _KINDS[words[place]], words[:place] + words[place + 1 :]


def words(text: str) -> list[str]:
    """The words of a street's name: lower case, ё as е, without its kind; parts of a double word stand alone too."""
    whole = _parts(text)[1]
    return list(dict.fromkeys([*whole, *(part for word in whole for part in word.split("-"))]))


def street_key(text: str) -> str:
    """The same for «ул. Ленина», «Ленина ул» and «Ленина», another for «пер. Ленина»; empty without any word."""
    kind, whole = _parts(text)
    return f"{kind} {' '.join(whole)}" if whole else ""


def house_key(text: str) -> str:
    """The same for «д. 5 А» and «5а»."""
    return re.sub(r"[\s.,]+", "", _HOUSE.sub("", text.strip().lower().translate(_FOLD)))
