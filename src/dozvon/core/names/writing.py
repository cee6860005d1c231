"""How a name is written: spaces, look-alike letters, capitals."""

from __future__ import annotations

import re
import unicodedata

from dozvon.core.names.given import words_of

# A Cyrillic word typed with a few Latin keys. Small t, h, b, m, k look alike as capitals only, but are typed so too.
_LOOK_ALIKE = str.maketrans("aceopxykmthbiACEOPXYKMTHBI", "асеорхукмтнвіАСЕОРХУКМТНВІ")
_APOSTROPHES = str.maketrans("\u2019\u02bc`\u00b4\u2018", "'''''")

# Two or three words that need nothing done: the greater part of all names.
ORDINARY = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ]+(?:-[А-ЯЁІЇЄҐ][а-яёіїєґ]+)?(?: [А-ЯЁІЇЄҐ][а-яёіїєґ]+){0,3}")

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")

# Kept out of the base: controls (the database cannot hold NUL) and marks that turn the direction of text.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LETTERS = "A-Za-zÀ-ÖØ-Þà-öø-þЀ-ӿ"
_NAME_WORD = re.compile(rf"[{_LETTERS}]+(?:['.\-][{_LETTERS}]*)*")
_PART = re.compile(rf"[{_LETTERS}]+")

PARTICLES = words_of("оглы оглу кызы гызы заде фон де ван дер ди да ла ле цу ибн бен аль эль von van de der di da")
COMPANY_MARKERS = words_of("ооо оао зао пао ао нао ип чп тов фоп пп пат прат llc ltd inc gmbh")


def clean(raw: str) -> str:
    """The name as it should be shown and stored. In doubt what the client typed stays; never raises.

    >>> clean("  ИВАНОВА-петрова   aнна ")
    'Иванова-Петрова Анна'
    """
    if ORDINARY.fullmatch(raw) is not None:
        return raw
    text = unicodedata.normalize("NFC", _surrogates_out(raw))
    words = _UNSEEN.sub("", text).split()
    words = [_one_script(word.translate(_APOSTROPHES)) for word in words]
    if any(word.strip("\"'«».,").lower() in COMPANY_MARKERS for word in words):
        return " ".join(words)
    cleaned = " ".join(_capitals(word, first=index == 0) for index, word in enumerate(words))
    return unicodedata.normalize("NFC", cleaned)


def _surrogates_out(text: str) -> str:
    """Half surrogates, which no encoding can hold, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _one_script(word: str) -> str:
    """Latin look-alikes inside a Cyrillic word become Cyrillic; a word they cannot explain stays."""
    if word.isascii() or CYRILLIC.search(word) is None or LATIN.search(word) is None:
        return word
    changed = word.translate(_LOOK_ALIKE)
    return word if LATIN.search(changed) is not None else changed


def _capitals(word: str, *, first: bool) -> str:
    if _NAME_WORD.fullmatch(word) is None:
        return word
    lowered = word.lower()
    if not first and lowered in PARTICLES and (word == lowered or word.isupper()):
        return lowered
    caps_lock = len(word) > 2 and word[0].islower() and word[1:].isupper()
    if word != lowered and not word.isupper() and not caps_lock and "-" not in word:
        return word
    return "-".join(_capital_part(part, whole=caps_lock) for part in word.split("-"))


def _capital_part(part: str, *, whole: bool) -> str:
    """One side of a hyphen; mixed capitals (`МакКой`) were meant."""
    lowered = part.lower()
    if lowered in PARTICLES and part == lowered:
        return part
    if part != lowered and not part.isupper() and not whole:
        return part
    return _PART.sub(lambda found: _capital_piece(lowered, found), lowered)


def _capital_piece(part: str, found: re.Match[str]) -> str:
    """The first letter of a part, an initial after a dot, and the name after `О'` or `Д'` (but not in Д'яченко)."""
    piece, start = found[0], found.start()
    if (
        start
        and part[start - 1] == "'"
        and not (part[: start - 1] in ("о", "д", "л", "o", "d", "l") and piece[0] not in "яюєї")
    ):
        return piece
    return piece[0].upper() + piece[1:]
