"""What the desk says after something was done: told anew from the order itself, so that nothing must be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext

from dozvon.core.actor import Actor
from dozvon.orders import access, rules
from dozvon.orders.errors import OrderNotFound
from dozvon.orders.models import Order
from dozvon.web.desk.history import attempt_mark
from dozvon.web.desk.listing import client_name
from dozvon.web.formats import local_time


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence in a tone of the alerts: good, soon or accent."""

    title: str
    text: str
    tone: str


def notice_of(actor: Actor, told: Mapping[str, str], now: datetime) -> Notice | None:
    """The notice an address asks for: one statement where an order is named, none for an order not to be seen."""
    if "none" in told:
        return Notice(
            gettext("Nobody is to be called right now"),
            gettext("Whoever comes due next is handed out in time. Open a tab to see who is waiting."),
            "accent",
        )
    if "held" in told:
        return Notice(
            gettext("You still hold this order"),
            gettext("Finish it, or give it back to take another one."),
            "soon",
        )
    for name in ("done", "released"):
        if name in told:
            order = _order(actor, told[name])
            return None if order is None else _done(order, now) if name == "done" else _released(order)
    return None


def _order(actor: Actor, number: str) -> Order | None:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return access.get(actor, int(number))
    except OrderNotFound:
        return None


def _done(order: Order, now: datetime) -> Notice:
    pipeline, language = rules.pipeline_of(order), get_language() or "ru"
    status = rules.status_of(order).title.text(language)
    mark = f" · {attempt_mark(order.attempts)}" if order.attempts else ""
    title = f"{client_name(order)}: {status}{mark}"
    if order.task_kind is None or order.task_due_at is None:
        return Notice(title, gettext("The order is closed."), "good")
    task = pipeline.task[order.task_kind].title.text(language)
    at = local_time(order.task_due_at, order.shop.zone, now)
    if order.zone == order.shop.zone:
        return Notice(title, gettext("Next: %(task)s, %(at)s.") % {"task": task, "at": at}, "good")
    there = local_time(order.task_due_at, order.zone, now)
    text = gettext("Next: %(task)s, %(at)s (%(there)s at the client's).")
    return Notice(title, text % {"task": task, "at": at, "there": there}, "good")


def _released(order: Order) -> Notice:
    return Notice(client_name(order), gettext("The order is given back: others may take it."), "accent")
