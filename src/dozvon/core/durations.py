"""Delays as people write them: `3m`, `1h`, `1d`, `1d 12h`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"m": 1, "h": 60, "d": 24 * 60}
_LONGEST = timedelta(days=3660)


class BadDuration(ValueError):
    """A text that is no delay."""


def parse(text: str) -> timedelta:
    """The delay written as numbers with m, h or d; raises BadDuration."""
    parts = re.findall(r"(\d+)\s*([mhd])", text)
    if not parts or re.sub(r"\d+\s*[mhd]", "", text).strip():
        raise BadDuration(f"{text!r} is no delay; write 3m, 1h or 7d")
    minutes = sum(int(number) * _UNITS[unit] for number, unit in parts)
    if minutes > _LONGEST / timedelta(minutes=1):
        raise BadDuration(f"{text!r} is longer than ten years")
    return timedelta(minutes=minutes)


def write(delay: timedelta) -> str:
    """The shortest text that `parse` reads back."""
    minutes = int(delay.total_seconds() // 60)
    parts = []
    for unit in ("d", "h", "m"):
        count, minutes = divmod(minutes, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0m"
