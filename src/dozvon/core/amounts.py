"""Numbers as people and spreadsheets write them: `1 299,00 ₽`, `1,234.50`, `10 %`."""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_CURRENCY = re.compile(r"(?:₽|руб(?:лей|ля|ль)?\.?|р\.?|грн\.?|₴|тг\.?|₸|br|%|шт\.?|rub|uah|kzt|byn)$", re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_THOUSANDS_COMMA = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
_THOUSANDS_DOT = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_LONGEST = 30


def number(text: str) -> str:
    """`1 234,50 ₽`, `1,234.50` or `10 %` as `1234.50`, `1234.50`, `10`; what is no number stays as it was written."""
    bare = _CURRENCY.sub("", _SPACES.sub("", text))
    if _THOUSANDS_COMMA.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _THOUSANDS_DOT.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", ".")
    return bare if _PLAIN.fullmatch(bare) else text


def decimal(text: str) -> Decimal | None:
    """The number, or None where it is none.

    >>> decimal("1 299,00 ₽")
    Decimal('1299.00')
    """
    bare = number(text.replace("\u2212", "-"))
    return Decimal(bare) if len(bare) <= _LONGEST and _PLAIN.fullmatch(bare) else None
