"""Moments as programs exchange them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso_utc(moment: datetime | None) -> str | None:
    """ISO 8601 with zone, in UTC; None stays None."""
    return None if moment is None else moment.astimezone(UTC).isoformat()
