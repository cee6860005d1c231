"""Obscene words in a name field: an own short list of roots. A hit flags an order, it never refuses one.

Roots are tied to the start of a word (after the usual prefixes), because innocent words that hold one mostly hold it
inside: употреблять, подстрахуй, команда, Глебов, Мудров, Сукачёв. What is left of those stands in `ALLOWED`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_PREFIX = r"(?:на|за|по|до|о|от|у|вы|при|про|пере|под|раз|рас|ни|не|долбо|мозго|объ|отъ|подъ|разъ|въ|съ)?"
_ROOTS = re.compile(
    r"п[иі]зд|\b(?:"
    rf"{_PREFIX}ху(?:[йяеиюєї])|{_PREFIX}еб(?:[ауыилнтц])|{_PREFIX}(?:йоб|їб[ауеиі])"
    r"|бля(?:\b|д|т|ха\b)|муд(?:ак|ил[аоы]?\b|озвон|ень\b|оеб)|п[иеі]д[аоеі]р(?:\b|[аык]\b|ас|ок\b|юг)|п[еи]д[ие]к\b|педрил"
    r"|залуп|манд(?:[ауы]\b|авош)|г[ао]ндон|су(?:к[аиу]\b|чк[аи]\b|чар)|шлюх|шльондр|проститут|курв[аиуы]\b|ублюд|выбляд"
    r"|дебил|[иі]д[иі]от|придур|говн|г[иі]вн[оаю]|лайно\b|дерьм|жоп[аеуы]\b|срак[аиу]\b|дуп[аіу]\b|хер(?:\b|н)|мраз[ьи]\b|тварь\b"
    r"|дрочи(?:ть|т|л|ла|лка)\b|порно\b|порнух|с[иі]ськ|письк[аиу]\b|трах(?:ал|ну|ать)|м[иі]нет\b"
    r"|fuck|suka\b|bl[iy]a[dt]|pizd|h[uy][iy]\b|x[uy][iyu]\b|mudak|pid[oa]r|nahu[iy]|eban|yoban"
    r")"
)
# Surnames and words that begin like a root and mean no harm.
ALLOWED = frozenset({"блятько", "блятман", "идиотов", "хуиз", "хуели", "мудакян", "залупаев"})

_AS_CYRILLIC = str.maketrans("aceopxykmthbiu@034$6", "асеорхукмтнвіи" + "аозчсб")
_SPACED = re.compile(r"(?<!\w)\w(?:[\W_]+\w(?!\w)){2,}")
_INSIDE = re.compile(r"(?<=\w)[.\-_*+,'\"|/\\]+(?=\w)")
_NOT_WORD = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(\w)\1+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_PLAIN = re.compile(r"[а-яіїєґ ]+")
_READ = 1000  # characters judged: a longer name is flagged for its length anyway


def obscene(text: str, allowed: Collection[str] = ALLOWED) -> bool:
    """Whether `text` holds an obscene word, also one spelt with other letters, spaces, dots or repeats."""
    folded = text[:_READ].lower().replace("ё", "е")
    if _PLAIN.fullmatch(folded) is not None:
        joined = folded if " " not in folded or len(folded) > 12 else _SPACED.sub(_join, folded)
        return _hit(_REPEATED.sub(r"\1", joined), allowed)
    folded = _SPACED.sub(_join, folded)
    readings = {folded, _INSIDE.sub("", folded)}
    readings |= {" ".join(map(_cyrillic, reading.split())) for reading in readings}
    return any(_hit(_REPEATED.sub(r"\1", reading), allowed) for reading in readings)


def _hit(text: str, allowed: Collection[str]) -> bool:
    if _ROOTS.search(text) is None:
        return False
    return any(word not in allowed and _ROOTS.search(word) is not None for word in _NOT_WORD.split(text))


def _join(found: re.Match[str]) -> str:
    return _NOT_WORD.sub("", found[0])


def _cyrillic(word: str) -> str:
    """A word with at least one Cyrillic letter, its Latin and digit look-alikes read as Cyrillic."""
    return word.translate(_AS_CYRILLIC) if _CYRILLIC.search(word) is not None else word
