"""How money, times and phones read on a page, in the active language.

Written by hand for the three languages of the desk: a list shows hundreds of these, and Babel's general formatters take
about twenty times as long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language, gettext, ngettext

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
SYMBOLS: Final = {
    "RUB": "₽",
    "UAH": "₴",
    "KZT": "₸",
    "BYN": "Br",
    "USD": "$",
    "EUR": "€",
}
_FORMER: Final = {"Europe/Kyiv": "Europe/Kiev"}
"""CLDR files the names of a renamed zone under the former one."""
_KOPECK: Final = Decimal("0.01")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency sign after it; kopecks only where there are any: "4 990 ₽", "1 290,50 ₴"."""
    rounded = abs(amount).quantize(_KOPECK, ROUND_HALF_UP)
    whole, fraction = f"{rounded:,.2f}".split(".")
    english = get_language() == "en"
    text = whole if english else whole.replace(",", NBSP)
    if fraction != "00":
        text += ("." if english else ",") + fraction
    sign = MINUS if amount < 0 and rounded else ""
    return f"{sign}{text}{NBSP}{SYMBOLS.get(currency, currency)}"


def plain_number(amount: Decimal) -> str:
    """A number as one types it: no trailing zeros, in Russian and Ukrainian with a comma."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if get_language() == "en" else text.replace(".", ",")


def local_time(moment: datetime, zone: str, now: datetime | None = None) -> str:
    """The clock of `zone` (an IANA name) at that moment: "14:07". With `now`, the day as well unless it is today."""
    there = moment.astimezone(ZoneInfo(zone))
    clock = f"{there:%H:%M}"
    if now is None:
        return clock
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (there.date() - today).days
    if days == 0:
        return clock
    if days == 1:
        return gettext("tomorrow %(time)s") % {"time": clock}
    if days == -1:
        return gettext("yesterday %(time)s") % {"time": clock}
    pattern = "d MMM" if there.year == today.year else "d MMM y"
    return f"{format_date(there.date(), pattern, locale=get_language() or 'en')} {clock}"


def offset_of(zone: str, now: datetime) -> str:
    """How far the zone's clock is from UTC now: "UTC+3", "UTC+5:30"."""
    offset = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = MINUS if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def clock_of(zone: str, now: datetime) -> str:
    """A zone as people call it: "Moscow, UTC+3"; one that belongs to no place by its offset alone."""
    if "/" not in zone or zone.startswith("Etc/"):
        return offset_of(zone, now)
    names = Locale.parse(get_language() or "en").time_zones.get(_FORMER.get(zone, zone), {})
    city = names.get("city") or zone.rpartition("/")[2].replace("_", " ")
    return f"{city}, {offset_of(zone, now)}"


def local_day(moment: datetime, zone: str) -> str:
    """The day in `zone` at that moment: "01.12.2026"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%d.%m.%Y}"


def last_day(end: datetime, zone: str) -> str:
    """The last day of what lasts up to that moment and without it."""
    return local_day(end - timedelta(microseconds=1), zone)


def stopwatch(since: datetime, now: datetime) -> str:
    """How long something has been waiting: "4:12" in minutes and seconds, from an hour on "1:04:12"."""
    seconds = max(0, int((now - since).total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < _HOUR:
        return ngettext("%(count)s min", "%(count)s min", seconds // _MINUTE) % {"count": seconds // _MINUTE}
    if seconds < _DAY:
        return ngettext("%(count)s h", "%(count)s h", seconds // _HOUR) % {"count": seconds // _HOUR}
    return ngettext("%(count)s day", "%(count)s days", seconds // _DAY) % {"count": seconds // _DAY}


def ago(moment: datetime, now: datetime) -> str:
    """How long ago: "just now", "5 min ago", "3 days ago". A moment to come reads as `due` does."""
    if moment > now:
        return due(moment, now)
    passed = now - moment
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(span)s ago") % {"span": _span(passed)}


def due(moment: datetime, now: datetime) -> str:
    """When something is due: "in 12 min", "now" within a minute either side, "2 min late"."""
    left = moment - now
    if abs(left) < timedelta(minutes=1):
        return gettext("now")
    if left > timedelta(0):
        return gettext("in %(span)s") % {"span": _span(left)}
    return gettext("%(span)s late") % {"span": _span(-left)}
