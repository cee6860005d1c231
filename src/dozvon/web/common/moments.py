"""Moments in words: by both clocks, and what cannot be read of what was typed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from dozvon.core.moments import LONGEST, NotUnderstood
from dozvon.orders.models import Order
from dozvon.web.formats import local_time


def not_understood(error: NotUnderstood) -> str:
    """What cannot be read, with examples of what can."""
    examples = gettext("Enter a time such as: tomorrow 10, in an hour, on friday 15:30, 25.12 14:00.")
    if error.reason == "no_time":
        return gettext("At what time?") + " " + examples
    if error.reason == "no_such":
        return gettext("There is no such time: %(word)s.") % {"word": error.word} + " " + examples
    if error.reason == "unknown":
        return gettext("“%(word)s” is not understood.") % {"word": error.word[:LONGEST]} + " " + examples
    return examples


def both_clocks(moment: datetime, order: Order, now: datetime) -> str:
    """The moment by the shop's clock, and by the client's where that is another."""
    here, there = local_time(moment, order.shop.zone, now), local_time(moment, order.zone, now)
    if here == there:
        return here
    days = {moment.astimezone(ZoneInfo(zone)).date() for zone in (order.shop.zone, order.zone)}
    there = local_time(moment, order.zone) if len(days) == 1 else there
    return gettext("%(here)s, at the client's %(there)s") % {"here": here, "there": there}
