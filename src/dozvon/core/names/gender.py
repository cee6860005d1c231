"""Whether a name is a man's or a woman's; unknown rather than a guess, so that texts stay neutral."""

from __future__ import annotations

import re
from typing import Literal

from dozvon.core.names.given import FEMALE_ONLY, MALE_ONLY, fold
from dozvon.core.names.split import is_patronymic

Gender = Literal["male", "female"]

_FEMALE_PATRONYMIC = re.compile(r".*(?:на|\b[кг]ызы)")
_MALE_PATRONYMIC = re.compile(r".*(?:ич|іч|\bоглы|\bоглу)")
_MALE_FIRST = re.compile(r"\w+(?:ій|ий|ей|ило|кола|слав|мир|бек|джон|улла)")
_FEMALE_FIRST = re.compile(r"\w{2,}(?:ія|ия|ина|іна|ана|ена|она|вна|ета|гуль|слава)")
_MALE_LAST = re.compile(r"\w{2,}(?:[ое]в|[иы]н|[сц]кий|[сц]кой|ський|цький)")
_FEMALE_LAST = re.compile(r"\w{2,}(?:[ое]ва|[иы]на|ая|ська|цька)")


def gender(last: str, first: str, middle: str) -> Gender | None:
    """From the strongest sign to the weakest: patronymic, known first name, its ending, surname."""
    return _by_middle(fold(middle).strip()) or _by_first(fold(first).strip()) or _by_last(fold(last).strip())


def _by_middle(middle: str) -> Gender | None:
    if not (is_patronymic(middle) or " " in middle):
        return None
    return _one_of(middle, _MALE_PATRONYMIC, _FEMALE_PATRONYMIC)


def _by_first(first: str) -> Gender | None:
    word = first.split("-")[0]
    if word in MALE_ONLY:
        return "male"
    if word in FEMALE_ONLY:
        return "female"
    return _one_of(word, _MALE_FIRST, _FEMALE_FIRST)


def _by_last(last: str) -> Gender | None:
    return _one_of(last.split("-")[-1], _MALE_LAST, _FEMALE_LAST)


def _one_of(word: str, male: re.Pattern[str], female: re.Pattern[str]) -> Gender | None:
    if male.fullmatch(word) is not None:
        return "male"
    return "female" if female.fullmatch(word) is not None else None
