"""Typed values, once: for what an action asks, what shops keep of their clients, and what comes.

A value is read from JSON (`read`) or from what somebody typed (`read_typed`), and kept as JSON (`to_json`) or as text
(`to_text`). What cannot be read is a FieldError that names the field; nothing is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dozvon.core import money, phones
from dozvon.core.amounts import decimal
from dozvon.core.errors import FieldError

FURTHEST: Final = timedelta(days=732)
"""Nothing is set further ahead than two years: a later date is a slip of the hand."""
LONGEST: Final = 2000
_LONGEST_WRITTEN: Final = 80
"""Characters of a wrong value that an error repeats."""


class FieldType(StrEnum):
    """The types. A day is a date, a moment a date with time and zone, money a sum with at most two places."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    CHOICE = "choice"
    PHONE = "phone"


Value = str | int | float | Decimal | bool | date | datetime


@dataclass(frozen=True, slots=True)
class TypedField:
    """What is asked for.

    `name` is how errors call it; `longest` bounds a text; `country` is where a number without its country code is from,
    `zone` (an IANA name) that of a moment typed without one. `ahead` says that a day or moment must not have passed,
    nor lie beyond FURTHEST.
    """

    name: str
    type: FieldType
    choices: tuple[str, ...] = ()
    longest: int = LONGEST
    country: str = "RU"
    zone: str = "UTC"
    ahead: bool = False


def read(field: TypedField, raw: object, now: datetime | None = None) -> Value | FieldError:
    """The value of what a program sent. `now` must be given for a field that lies ahead.

    Days and moments are ISO 8601, of a moment the day in the zone it was written in; money is a number or its text.
    """
    value = _READERS[field.type](field, raw)
    if isinstance(value, FieldError) or not field.ahead or now is None or not isinstance(value, date):
        return value
    return _ahead(field, value, now) or value


def read_typed(field: TypedField, text: str, now: datetime | None = None) -> Value | FieldError | None:
    """The value of what somebody typed, None of nothing: numbers in any usual spelling, a flag by "1"."""
    text = text.strip()
    if field.type is FieldType.FLAG:
        return text == "1"
    if not text:
        return None
    if field.type is FieldType.NUMBER:
        number = decimal(text)
        if number is None:
            return FieldError(field.name, "not_number")
        return read(field, int(number) if number == number.to_integral_value() else float(number))
    if field.type is FieldType.MOMENT:
        moment = _moment(field, text)
        if isinstance(moment, FieldError) and moment.code == "no_zone":
            return read(field, datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(field.zone)), now)
    return read(field, text, now)


def to_json(value: Value) -> str | int | float | bool:
    """The value as JSON keeps it: days and moments in ISO 8601, money as a text."""
    return value if isinstance(value, str | int | float) else to_text(value)


def to_text(value: Value) -> str:
    """The value as one text."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(field: TypedField, raw: object) -> str | FieldError:
    if not isinstance(raw, str) or "\x00" in raw:
        return FieldError(field.name, "not_text")
    text = raw.strip()
    return FieldError(field.name, "too_long", {"most": str(field.longest)}) if len(text) > field.longest else text


def _number(field: TypedField, raw: object) -> int | float | FieldError:
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return raw if is_number and math.isfinite(raw) else FieldError(field.name, "not_number")  # type: ignore[return-value,arg-type]


def _money(field: TypedField, raw: object) -> Decimal | FieldError:
    amount = decimal(str(raw)) if isinstance(raw, str | int | float) and not isinstance(raw, bool) else None
    if amount is None or abs(amount) > money.MOST:
        return FieldError(field.name, "not_money")
    cents = money.rounded(amount)
    return cents if cents == amount else FieldError(field.name, "too_many_places")


def _day(field: TypedField, raw: object) -> date | FieldError:
    if isinstance(raw, date):
        return raw.date() if isinstance(raw, datetime) else raw
    try:
        return datetime.fromisoformat(raw).date() if isinstance(raw, str) else FieldError(field.name, "not_day")
    except ValueError:
        return FieldError(field.name, "not_day")


def _moment(field: TypedField, raw: object) -> datetime | FieldError:
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None:
        return FieldError(field.name, "not_moment")
    return FieldError(field.name, "no_zone") if moment.tzinfo is None else moment


def _flag(field: TypedField, raw: object) -> bool | FieldError:
    return raw if isinstance(raw, bool) else FieldError(field.name, "not_flag")


def _choice(field: TypedField, raw: object) -> str | FieldError:
    if isinstance(raw, str) and raw in field.choices:
        return raw
    return FieldError(field.name, "not_choice", {"value": str(raw)[:_LONGEST_WRITTEN]})


def _phone(field: TypedField, raw: object) -> str | FieldError:
    number = phones.normalise(raw, field.country) if isinstance(raw, str) else None
    if number is None or number.e164 is None or phones.INVALID in number.flags:
        return FieldError(field.name, "not_phone")
    return number.e164


_READERS = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DAY: _day,
    FieldType.MOMENT: _moment,
    FieldType.FLAG: _flag,
    FieldType.CHOICE: _choice,
    FieldType.PHONE: _phone,
}


def _ahead(field: TypedField, value: date, now: datetime) -> FieldError | None:
    """What is wrong with when it is; a day is today at the earliest."""
    if isinstance(value, datetime):
        passed, too_far = value <= now, value > now + FURTHEST
    else:
        passed, too_far = value < now.date(), value > (now + FURTHEST).date()
    if passed:
        return FieldError(field.name, "in_past")
    return FieldError(field.name, "too_far") if too_far else None
