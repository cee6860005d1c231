"""What the desk says after something was done: told anew from the order itself, so that nothing must be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from dozvon.core.actor import Actor
from dozvon.orders import access, rules
from dozvon.orders.errors import OrderNotFound
from dozvon.orders.models import Order
from dozvon.web.common.wording import attempt_mark, client_name
from dozvon.web.formats import local_time


@dataclass(frozen=True, slots=True)
class ActionNotice:
    """A sentence in a tone of the alerts: good, soon or accent. `undo` is the order whose action can be taken back,
    for `seconds` more."""

    title: str
    text: str
    tone: str
    undo: int = 0
    seconds: int = 0


_TOLD = ("none", "empty", "held", "kept", "done", "till", "released", "undone", "idle")


def notice_from(sent: Mapping[str, str]) -> dict[str, str]:
    """What an address is to say, to be handed on to another."""
    return {name: sent[name] for name in _TOLD if name in sent}


def notice_of(actor: Actor, told: Mapping[str, str], now: datetime) -> ActionNotice | None:
    """The notice an address asks for: one statement where an order is named, none for an order not to be seen."""
    if "none" in told:
        return ActionNotice(
            gettext("No calls are due right now"),
            gettext("The next order appears when it is due. Open a tab to see who is waiting."),
            "accent",
        )
    if "empty" in told:
        return ActionNotice(gettext("This list is done"), gettext("The next one appears when it is due."), "good")
    if "held" in told:
        return ActionNotice(
            gettext("You are still working on this order"),
            gettext("Finish it, or give it back to take another one."),
            "soon",
        )
    if "kept" in told:
        return ActionNotice(gettext("Not undone"), _KEPT.get(told["kept"], _KEPT["undo_changed"]), "soon")
    for name, words in (("done", _done), ("released", _released), ("undone", _undone), ("idle", _idle)):
        if name in told:
            order = _order(actor, told[name])
            notice = None if order is None else words(order, now)
            return _with_undo(notice, order, told, now) if notice and order and name == "done" else notice
    return None


_KEPT: Mapping[str, Any] = {
    "undo_changed": gettext_lazy("The order has changed since then. Open it and correct it manually."),
    "undo_not_yours": gettext_lazy("The last action on this order is someone else's."),
    "undo_off": gettext_lazy("Undo is switched off in this shop. Open the order and correct it manually."),
    "undo_late": gettext_lazy("Too much time has passed. Open the order and correct it manually."),
    "undo_claimed": gettext_lazy("Someone else is already working on the order."),
}


def _with_undo(notice: ActionNotice, order: Order, told: Mapping[str, str], now: datetime) -> ActionNotice:
    """The notice with the undo, as long as that is possible."""
    till = told.get("till", "")
    if not (till.isascii() and till.isdigit() and len(till) < 12):
        return notice
    seconds = min(order.shop.undo_seconds, int(till) - int(now.timestamp()))
    return replace(notice, undo=order.pk, seconds=seconds) if seconds > 0 else notice


def _order(actor: Actor, number: str) -> Order | None:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return access.get(actor, int(number))
    except OrderNotFound:
        return None


def _done(order: Order, now: datetime) -> ActionNotice:
    pipeline, language = rules.pipeline_of(order), get_language() or "ru"
    status = rules.status_of(order).title.text(language)
    mark = f" · {attempt_mark(order.attempts)}" if order.attempts else ""
    title = f"{client_name(order)}: {status}{mark}"
    if order.task_kind is None or order.task_due_at is None:
        return ActionNotice(title, gettext("The order is closed."), "good")
    task = pipeline.task[order.task_kind].title.text(language)
    at = local_time(order.task_due_at, order.shop.zone, now)
    if order.zone == order.shop.zone:
        return ActionNotice(title, gettext("Next: %(task)s, %(at)s.") % {"task": task, "at": at}, "good")
    there = local_time(order.task_due_at, order.zone, now)
    text = gettext("Next: %(task)s, %(at)s (%(there)s at the client's).")
    return ActionNotice(title, text % {"task": task, "at": at, "there": there}, "good")


def _undone(order: Order, now: datetime) -> ActionNotice:
    title = gettext("%(client)s: undone") % {"client": client_name(order)}
    return ActionNotice(title, gettext("The action is undone, and the order is yours again."), "good")


def _idle(order: Order, now: datetime) -> ActionNotice:
    title = gettext("%(client)s: given back") % {"client": client_name(order)}
    return ActionNotice(title, gettext("The card was inactive for too long. Your input is kept on it."), "soon")


def _released(order: Order, now: datetime) -> ActionNotice:
    return ActionNotice(client_name(order), gettext("The order is given back: others may take it."), "accent")
