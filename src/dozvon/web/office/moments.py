"""Moments as they are typed into a form of the office, by the clock of a zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def read(text: str, zone: str) -> datetime | None:
    """The moment of a `datetime-local` field; None where it is none."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return None


def write(moment: datetime, zone: str) -> str:
    """The moment as a `datetime-local` field holds it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def next_midnight(now: datetime, zone: str) -> datetime:
    """When today ends by the clock of that zone."""
    clock = ZoneInfo(zone)
    return datetime.combine(now.astimezone(clock).date() + timedelta(days=1), time(), clock)
