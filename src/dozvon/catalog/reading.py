"""Products and promotions as they are typed into a form or stand in a table: texts become fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from dozvon.catalog.models import Promotion
from dozvon.core.amounts import decimal
from dozvon.core.errors import FieldError

NOTHING: Final = "-"
"""What empties a field in a table, where an empty cell leaves it as it is."""
DAYS: Final = ("since", "until")
_BETWEEN = re.compile(r"[,;\r\n\t]+")
_FLAGS = {
    True: "yes, true, 1, +, on offer, active, да, активен, в продаже, так, активний, у продажу",
    False: "no, false, 0, archive, archived, нет, архив, в архиве, снят, ні, архів, в архіві, знято",
}
_FLAG_OF: Final = {word.strip(): flag for flag, words in _FLAGS.items() for word in words.split(",")}


def skus(text: str) -> list[str]:
    """Article numbers between commas, semicolons or line breaks, each once.

    >>> skus("NAM-160, POD-LEN; NAM-160")
    ['NAM-160', 'POD-LEN']
    """
    return list(dict.fromkeys(part.strip() for part in _BETWEEN.split(text) if part.strip()))


def product(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[FieldError]]:
    """Those of rules.PRODUCT_FIELDS that stand in the texts, and what could not be read."""
    given: dict[str, Any] = {}
    wrong: list[FieldError] = []
    for name, raw in texts.items():
        text = raw.strip()
        bare = "" if text == NOTHING else text
        if name in ("sku", "name"):
            given[name] = " ".join(text.split())
        elif name == "accessories":
            given[name] = skus(bare)
        elif name == "promotion":
            given[name] = bare or None
        elif name in ("price", "max_discount"):
            given[name] = _amount(name, bare, wrong)
        elif name == "active":
            given[name] = _flag(bare, wrong)
    return given, wrong


def _amount(name: str, text: str, wrong: list[FieldError]) -> Decimal | None:
    empty = None if name == "price" else Decimal(0)
    if not text:
        return empty
    found = decimal(text)
    if found is None:
        wrong.append(FieldError(name, "not_money" if name == "price" else "not_number"))
    return empty if found is None else found


def _flag(text: str, wrong: list[FieldError]) -> bool:
    found = _FLAG_OF.get(text.casefold())
    if found is None:
        wrong.append(FieldError("active", "not_yes_or_no"))
    return bool(found)


def promotion(
    texts: Mapping[str, str], zone: str, now: datetime, kept: Promotion | None = None
) -> tuple[dict[str, Any], list[FieldError]]:
    """A promotion of a form, and what could not be read; where something could not, the fields are of no use.

    First and last day are whole days by the shop's clock. Without the first one it begins at once, without the last
    one it lasts until it is ended. A day that is left as `kept` has it keeps its moment.
    """
    wrong: list[FieldError] = []
    percent, pieces = decimal(texts["max_discount"]), decimal(texts["min_quantity"] or "1")
    if percent is None:
        wrong.append(FieldError("max_discount", "not_number" if texts["max_discount"].strip() else "missing"))
    if pieces is None or pieces != pieces.to_integral_value():
        wrong.append(FieldError("min_quantity", "not_whole_number"))
    shown = days(kept, zone)
    since, until = (_day(name, texts[name], wrong) for name in DAYS)
    clock = ZoneInfo(zone)
    begins = now if since is None else datetime.combine(since, time(), clock)
    ends = None if until is None else datetime.combine(until + timedelta(days=1), time(), clock)
    given = {
        "name": " ".join(texts["name"].split()),
        "max_discount": percent,
        "min_quantity": None if pieces is None else int(pieces),
        "condition": " ".join(texts["condition"].split()),
        "since": kept.since if kept is not None and texts["since"] == shown["since"] else begins,
        "until": kept.until if kept is not None and texts["until"] == shown["until"] else ends,
    }
    return given, wrong


def days(promotion: Promotion | None, zone: str) -> dict[str, str]:
    """The first and the last day of a promotion as a form shows them."""
    if promotion is None:
        return dict.fromkeys(DAYS, "")
    clock = ZoneInfo(zone)
    last = None if promotion.until is None else promotion.until - timedelta(microseconds=1)
    return {
        "since": f"{promotion.since.astimezone(clock):%Y-%m-%d}",
        "until": "" if last is None else f"{last.astimezone(clock):%Y-%m-%d}",
    }


def _day(name: str, text: str, wrong: list[FieldError]) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        wrong.append(FieldError(name, "not_day"))
        return None
    return day
