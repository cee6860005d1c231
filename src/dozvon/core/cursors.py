"""Cursors of lists: where the last page ended, as an opaque text."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime


class BadCursor(ValueError):
    """A text that no list of ours gave out."""


def write(moment: datetime, row_id: int) -> str:
    """The place after the row of that moment and id."""
    text = json.dumps([moment.isoformat(), row_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[datetime, int]:
    """The inverse of `write`; raises BadCursor."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        moment, row_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        when = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise BadCursor(cursor[:80]) from error
    if when.tzinfo is None or type(row_id) is not int or not 0 <= row_id < 2**63 or not 1970 < when.year < 9999:
        raise BadCursor(cursor[:80])
    return when, row_id


def write_code(code: str) -> str:
    """The place after the row of that code, in a list that goes by codes."""
    return base64.urlsafe_b64encode(f"code {code}".encode()).decode().rstrip("=")


def read_code(cursor: str) -> str:
    """The inverse of `write_code`; raises BadCursor."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        kind, _, code = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(" ")
    except (binascii.Error, ValueError) as error:
        raise BadCursor(cursor[:80]) from error
    if kind != "code" or not code or "\x00" in code:
        raise BadCursor(cursor[:80])
    return code
