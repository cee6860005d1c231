"""Which word of a full name is which; an unclear one stays whole."""

from __future__ import annotations

import re

from dozvon.core.names.given import fold, known
from dozvon.core.names.writing import COMPANY_MARKERS, clean

_PATRONYMIC = re.compile(
    r"\w{2,}(?:ович|евич|йович|овна|евна|івна|ївна|инична|ична)|(?:иль|ілл|илл|кузьм|лук|фом|никит|микит|савв|сав|фок)[иі]ч"
)
_AFTER_PATRONYMIC = frozenset({"оглы", "оглу", "кызы", "гызы"})
_SURNAME = re.compile(
    r"\w+(?:[ое]ва?|ёва?|[иы]на?|[сц]кий|[сц]кая|ський|ська|цький|цька|енко|чук|щук|юк|дзе|швили|\w{2}янц?|ых|их)"
)

Parts = tuple[str, str, str]
_WHOLE: Parts = ("", "", "")


def is_patronymic(word: str) -> bool:
    """Whether the word has the shape of a Russian or Ukrainian patronymic."""
    return _PATRONYMIC.fullmatch(fold(word)) is not None


def split(full: str) -> Parts:
    """(last, first, middle) of a name in either order; absent parts are empty. All three empty: unclear, keep whole."""
    words = clean(full).split()
    if not words or any(fold(word).strip('"«».,') in COMPANY_MARKERS for word in words):
        return _WHOLE
    if len(words) == 1:
        return ("", words[0], "")
    if len(words) > 2 and fold(words[-1]) in _AFTER_PATRONYMIC:
        words = [*words[:-2], f"{words[-2]} {words[-1]}"]
        return (words[0], words[1], words[2]) if len(words) == 3 else _WHOLE
    if len(words) == 2:
        return _two(words[0], words[1])
    return _three(words[0], words[1], words[2]) if len(words) == 3 else _WHOLE


def _two(one: str, two: str) -> Parts:
    if is_patronymic(two) and not (known(two) or (is_patronymic(one) and not known(one))):
        return ("", one, two) if known(one) or not _is_surname(one) else _WHOLE
    if known(one) != known(two):
        return (two, one, "") if known(one) else (one, two, "")
    if _is_surname(one) != _is_surname(two):
        return (one, two, "") if _is_surname(one) else (two, one, "")
    return _WHOLE


def _three(one: str, two: str, three: str) -> Parts:
    if is_patronymic(three) and known(two):
        return (one, two, three)
    if is_patronymic(two) and (known(one) or not is_patronymic(three)):
        return (three, one, two)
    if is_patronymic(three):
        return (two, one, three) if known(one) else (one, two, three)
    return _WHOLE


def _is_surname(word: str) -> bool:
    return _SURNAME.fullmatch(word.lower()) is not None and not known(word)
