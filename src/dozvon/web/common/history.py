"""The history of an order as it is read: what happened, why, by whom, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from dozvon.platform.events.models import Event
from dozvon.web.common import changes
from dozvon.web.common.channels import channel_title
from dozvon.web.common.wording import attempt_mark
from dozvon.web.formats import local_time, money


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the history; `quiet` ones are not what somebody looks for."""

    at: str
    title: str
    detail: str
    comment: str
    author: str
    quiet: bool
    undone: bool = False


def entries(events: Iterable[Event], zone: str, now: datetime) -> list[HistoryEntry]:
    """Newest first, as the events come. A claim that led to an action right away says nothing of its own."""
    shown = []
    newer: Event | None = None
    undone: set[int] = set()
    for event in events:
        led_on = newer is not None and newer.kind == "order.action" and newer.actor_id == event.actor_id
        if not (event.kind == "order.claimed" and led_on):
            entry = _entry(event, zone, now)
            shown.append(replace(entry, quiet=True, undone=True) if event.pk in undone else entry)
        if event.kind == "order.undone":
            undone.add(event.body.get("event", 0))
        newer = event
    return shown


def _entry(event: Event, zone: str, now: datetime) -> HistoryEntry:
    body: dict[str, Any] = event.body
    title, detail, comment, quiet = event.kind, "", "", False
    match event.kind:
        case "order.received":
            title = gettext("The order arrived: %(channel)s") % {"channel": channel_title(body.get("channel", ""))}
            detail = money(Decimal(body["total"]), body["currency"]) if body.get("total") else ""
        case "order.claimed" | "order.released":
            title = gettext("Work started") if event.kind == "order.claimed" else gettext("Given back")
            quiet = True
        case "order.rescheduled":
            title = gettext("Rescheduled")
            detail = _task(body["task"], zone, now)
        case "order.aged":
            title = gettext("Removed from calling automatically")
            detail = _label(body.get("task"))
        case "order.carried":
            title = gettext("Moved to a new version of the pipeline")
            detail = " → ".join(_label(body.get(name)) for name in ("from", "status"))
        case "order.action":
            title, detail, comment = _action(body, zone, now)
        case "order.undone":
            title, quiet = gettext("Undone: %(action)s") % {"action": _label(body.get("action"))}, True
        case "order.forced":
            moved = gettext("Moved by the head of sales")
            title = f"{moved}: {_label(body.get('from'))} → {_label(body.get('status'))}"
            detail, comment = _task(body.get("task"), zone, now), body.get("reason") or ""
        case _:
            title, detail = _of_card(event.kind, body)
            quiet = event.kind not in ("order.edited", "order.assigned", "order.differs")
    return HistoryEntry(local_time(event.at, zone, now), title, detail, comment, event.actor_label, quiet)


_PARTS = {
    "lines": gettext_noop("Goods"),
    "client": gettext_noop("Client"),
    "comment": gettext_noop("Comment"),
    "status": gettext_noop("Status"),
}
"""Parts of an order that its shop may change."""


def _of_card(kind: str, body: dict[str, Any]) -> tuple[str, str]:
    """What was changed of the order while nothing was decided: title and detail; a kind unknown here by its code."""
    if kind == "order.edited":
        return changes.describe_change(body["before"], body["after"])
    if kind == "order.differs":
        changed = [gettext(_PARTS[part]) if part in _PARTS else part for part in body.get("changed", [])]
        return gettext("The shop changed this order: %(parts)s") % {"parts": ", ".join(changed)}, body.get("status", "")
    if kind == "order.rezoned":
        return gettext("Client's time zone: %(zone)s") % {"zone": body.get("zone", "")}, ""
    if kind == "order.assigned":
        return gettext("Responsible: %(name)s") % {"name": body.get("responsible") or gettext("nobody")}, ""
    return kind, ""


def _action(body: dict[str, Any], zone: str, now: datetime) -> tuple[str, str, str]:
    attempt = body.get("attempt")
    named = [_label(body.get("action")), _label(body.get("choice"))]
    title = ": ".join(part for part in named if part)
    if attempt:
        title += f" · {attempt_mark(attempt)}"
    problem, comment = _label(body.get("problem")), body.get("comment") or ""
    parts = [problem if problem != comment else "", _task(body.get("task"), zone, now)]
    parts += [str(value) for value in body.get("fields", {}).values()]
    return title, " · ".join(part for part in parts if part), comment


def _task(task: dict[str, Any] | None, zone: str, now: datetime) -> str:
    if not task:
        return ""
    return f"{_label(task)}: {local_time(datetime.fromisoformat(task['due_at']), zone, now)}"


def _label(named: dict[str, Any] | None) -> str:
    """The label as it was then, in the language of now; its code where there is no such wording."""
    if not named:
        return ""
    labels = named.get("label") or {}
    return str(labels.get(get_language() or "ru") or labels.get("ru") or named["code"])
