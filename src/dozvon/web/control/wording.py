"""How shares and times read in figures: a dash where there is nothing to divide by."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language, gettext

from dozvon.core.figures import Share
from dozvon.web.formats import NBSP

DASH: Final = "—"


def decimal(value: float | None, places: int = 1) -> str:
    """A number with so many decimals, or the dash."""
    if value is None:
        return DASH
    text = f"{value:.{places}f}"
    return text if get_language() == "en" else text.replace(".", ",")


def percent(share: Share) -> str:
    """Whole per cent, or the dash; below ten with one decimal, for there it tells."""
    value = share.percent
    if value is None:
        return DASH
    sign = "%" if get_language() == "en" else f"{NBSP}%"
    return decimal(value, 0 if value >= 10 or value == 0 else 1) + sign


def seconds(value: float | None) -> str:
    """A length of time as "0:42" in minutes and seconds, "2:05 h" from an hour on, days from two days on."""
    if value is None:
        return DASH
    whole = int(value)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    if whole < 172_800:
        said = gettext("%(hours)s h") % {"hours": f"{whole // 3600}:{whole // 60 % 60:02}"}
    else:
        said = gettext("%(days)s d") % {"days": decimal(whole / 86_400)}
    return said.replace(" ", NBSP)
