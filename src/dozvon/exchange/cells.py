"""Single cells: what a spreadsheet would run as a formula is disarmed; numbers and dates are read as people write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from dozvon.core.amounts import number as number

# A leading apostrophe tells Excel and LibreOffice that text follows. Texts that already begin so get one more,
# which makes `disarmed` and `armed` exact inverses.
_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def disarmed(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula.

    >>> disarmed("+79161234567")
    "'+79161234567"
    """
    return f"'{text}" if _RUNS.match(text) else text


def armed(text: str) -> str:
    """The inverse of `disarmed`; other text stays as it is."""
    return text[1:] if _QUOTED.match(text) else text


def cell_text(value: object) -> str:
    """A value as the text of a CSV cell: nothing is empty, lists and objects are JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return disarmed(value)
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode() if value else ""
    return str(value)


def at_path(record: Mapping[str, Any], path: str) -> object:
    """The value at `client.phone`; None where a step of the path is missing or null."""
    found: Any = record
    for step in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


_WHOLE = re.compile(r"(\d+)(?:\.0+)?", re.ASCII)


def whole(text: str) -> int | str:
    """A whole number, also as `2.0` or `2 шт.`; anything else stays text."""
    match = _WHOLE.fullmatch(number(text))
    return int(match[1]) if match is not None and len(match[1]) < 19 else text


def phone(text: str) -> str:
    """A number that a spreadsheet turned into `79161234567.0` without the tail."""
    return text[:-2] if re.fullmatch(r"\d{9,15}\.0", text, re.ASCII) else text


_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)


def moment(text: str, zone: str) -> str:
    """`15.03.2024 14:30` or ISO without a zone as ISO in the shop's zone; what cannot be read stays as it was."""
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
            found = datetime.combine(date(year, month, day), time(hour, minute, second))
        else:
            found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).isoformat()
    except (ValueError, OverflowError):
        return text
