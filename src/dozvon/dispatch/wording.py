"""Why this order, in words: spoken in the language that is active."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dozvon.core.hours import zone_info
from dozvon.dispatch.actions import HandoutReason
from dozvon.dispatch.queries import Why
from dozvon.orders.models import Order


def _language() -> str:
    return (get_language() or "ru")[:2]


def span(length: timedelta) -> str:
    """A length of time in its largest unit: `4 min`, `3 h`, `2 d`."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    if minutes < 24 * 60:
        return _("%(count)d h") % {"count": minutes // 60}
    return _("%(count)d d") % {"count": minutes // (24 * 60)}


def reason_sentence(reason: HandoutReason, now: datetime) -> str:
    """`In progress: due 2 min ago`, `New: waiting 4 min`."""
    title = reason.queue.title.text(_language())
    waited = span(now - reason.since)
    if reason.queue.order == "due":
        return _("%(queue)s: due %(waited)s ago") % {"queue": title, "waited": waited}
    return _("%(queue)s: waiting %(waited)s") % {"queue": title, "waited": waited}


def why_sentences(why: Why, order: Order, now: datetime) -> list[str]:
    """The explanation of an order: its queue, what holds it back, when it will move."""
    return [*_place(why), *_hindrances(why, order, now), *_move(why, order)]


def _place(why: Why) -> list[str]:
    if why.closed:
        return [_("The order is closed: there is nothing to do.")]
    arrived = _arrived(why.age_days)
    calls = ngettext("%(count)d unsuccessful call", "%(count)d unsuccessful calls", why.attempts) % {
        "count": why.attempts
    }
    if why.queue is None:
        return [_("Not in a call queue: %(arrived)s, %(calls)s.") % {"arrived": arrived, "calls": calls}]
    title = why.queue.title.text(_language())
    return [_("In “%(queue)s”: %(arrived)s, %(calls)s.") % {"queue": title, "arrived": arrived, "calls": calls}]


def _arrived(days: int) -> str:
    """By the calendar of the shop: what came before midnight is of yesterday, not of a day ago."""
    if days < 2:
        return _("arrived yesterday") if days else _("arrived today")
    return ngettext("arrived %(count)d day ago", "arrived %(count)d days ago", days) % {"count": days}


def _hindrances(why: Why, order: Order, now: datetime) -> list[str]:
    if why.closed:
        return []
    found = []
    if why.holder is not None:
        found.append(_("%(holder)s is working on it.") % {"holder": why.holder})
    if why.queue is not None and not why.queue.dialled:
        found.append(_("This queue is not dialled: the head of sales decides."))
    if order.task_due_at is not None and order.task_due_at > now:
        at = _local(order.task_due_at, order.shop.zone)
        found.append(_("Its task is due at %(at)s.") % {"at": at})
    if not why.callable_now:
        found.append(_("The client may not be called at this hour."))
    if not why.known:
        found.append(_("Its product is not assigned to you."))
    return found


def _move(why: Why, order: Order) -> list[str]:
    if why.moves_at is None:
        return []
    at = _local(why.moves_at, order.shop.zone)
    if why.moves_to is None:
        return [_("It leaves this queue automatically at %(at)s.") % {"at": at}]
    return [
        _("It moves to “%(queue)s” automatically at %(at)s.")
        % {"queue": why.moves_to.title.text(_language()), "at": at}
    ]


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(zone_info(zone)).strftime("%d.%m %H:%M")
