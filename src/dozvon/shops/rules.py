"""What the settings of a shop may be, read from what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dozvon.core.errors import FieldError
from dozvon.core.hours import BadHours, Span, Week, check_zone, format_week, parse_span
from dozvon.platform.shop_setting import shop_settings
from dozvon.shops.errors import BadSettings

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_NAME = 120
LONGEST_WEEK = 400
"""Characters of the whole week as it is kept."""


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What the office may change of a shop. `week` and `window` are written as `core.hours` reads them; `numbers` are
    declared settings (`platform.shop_setting`)."""

    name: str
    zone: str
    week: str
    window: str
    currency: str
    numbers: Mapping[str, int]


def read_settings(typed: Mapping[str, str]) -> ShopSettings:
    """The settings of a form: a field for each day of the week holds `09:00-13:00, 14:00-18:00`, nothing when closed.

    Raises BadSettings with everything that is wrong.
    """
    wrong: list[FieldError] = []
    name, zone = typed.get("name", "").strip(), typed.get("zone", "").strip()
    if not name:
        wrong.append(FieldError("name", "missing"))
    elif len(name) > LONGEST_NAME:
        wrong.append(FieldError("name", "too_long", {"limit": str(LONGEST_NAME)}))
    elif "\x00" in name:
        wrong.append(FieldError("name", "bad_character"))
    try:
        check_zone(zone)
    except BadHours:
        wrong.append(FieldError("zone", "unknown_zone", {"value": zone[:80]}))
    week, window = _week(typed, wrong), typed.get("window", "").strip()
    if _spans(window) is None or "," in window or not window:
        wrong.append(FieldError("window", "not_hours"))
    currency = typed.get("currency", "").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        wrong.append(FieldError("currency", "not_currency"))
    numbers = {field: _number(field, typed.get(field, ""), wrong) for field in shop_settings()}
    if wrong:
        raise BadSettings(wrong)
    return ShopSettings(name, zone, format_week(week), window, currency, numbers)


ADDRESS_EXTRAS = ("entrance", "door_code", "floor", "metro")
"""Parts of an address that are asked for only where the shop wants them (domain, section 3)."""


def read_day(text: str) -> str:
    """The hours of one day in their one spelling, empty when closed. Raises BadSettings."""
    if _spans(text) is None:
        raise BadSettings([FieldError("hours", "not_hours")])
    return ",".join(part.strip() for part in text.split(",") if part.strip())


def _week(typed: Mapping[str, str], wrong: list[FieldError]) -> Week:
    days = []
    for day in WEEKDAYS:
        spans = _spans(typed.get(day, ""))
        if spans is None:
            wrong.append(FieldError(day, "not_hours"))
        days.append(tuple(sorted(spans or ())))
    if not any(days) and not any(error.field in WEEKDAYS for error in wrong):
        wrong.append(FieldError(WEEKDAYS[0], "never_open"))
    if len(format_week(tuple(days))) > LONGEST_WEEK:
        wrong.append(FieldError(WEEKDAYS[0], "too_long", {"limit": str(LONGEST_WEEK)}))
    return tuple(days)


def _spans(text: str) -> list[Span] | None:
    try:
        return [parse_span(part) for part in text.split(",") if part.strip()]
    except BadHours:
        return None


def read_numbers(typed: Mapping[str, str]) -> dict[str, int]:
    """Declared settings that were typed. Raises BadSettings with everything that is wrong."""
    wrong: list[FieldError] = []
    numbers = {field: _number(field, text, wrong) for field, text in typed.items()}
    if wrong:
        raise BadSettings(wrong)
    return numbers


def _number(field: str, text: str, wrong: list[FieldError]) -> int:
    setting = shop_settings()[field]
    least, most = setting.least, setting.most
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        wrong.append(FieldError(field, "not_whole_number"))
        return least
    number = int(text)
    if number < least:
        wrong.append(FieldError(field, "too_small", {"limit": str(least)}))
    if number > most:
        wrong.append(FieldError(field, "too_big", {"limit": str(most)}))
    return number
