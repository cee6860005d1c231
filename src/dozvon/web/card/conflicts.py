"""What a form of the card says when someone else has changed, taken or closed the order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext

from dozvon.orders.errors import Claimed, Closed, Stale
from dozvon.orders.models import Order
from dozvon.web.formats import local_time

NO_VERSION = 0
"""Of a form without a version: older than any order."""
Conflict = Stale | Claimed | Closed


def version_of(sent: Mapping[str, str]) -> int:
    """The order's version that the form was drawn from."""
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NO_VERSION


def conflict_sentence(conflict: Conflict, order: Order, now: datetime) -> str:
    """Why nothing was saved, and what to do."""
    if isinstance(conflict, Claimed):
        until = local_time(conflict.until, order.shop.zone, now)
        words = gettext("%(holder)s is working on this order until %(until)s. Nothing was saved; take the next one.")
        return words % {"holder": conflict.holder, "until": until}
    if isinstance(conflict, Closed):
        return gettext("The order has been closed: it can no longer be changed.")
    return gettext("Someone has changed the order. This is its current state: check it and make your change again.")
