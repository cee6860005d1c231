"""When a task is due, as the desk says it: the time while it is to come, how long it is overdue after that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext

from dozvon.dispatch.wording import span
from dozvon.web.common.wording import attempt_mark
from dozvon.web.formats import due, local_time

LATE: Final = timedelta(minutes=1)


def tone_of(due_at: datetime, now: datetime) -> str:
    """Red once it is overdue, yellow within a minute either side."""
    waited = now - due_at
    return "late" if waited > LATE else "soon" if waited > -LATE else ""


def lateness(first_at: datetime, now: datetime) -> tuple[str, str]:
    """How far the first of a list is overdue, or when it is due; and the tone."""
    waited = now - first_at
    if waited > LATE:
        return gettext("overdue by %(waited)s") % {"waited": span(waited)}, "late"
    return gettext("the next: %(when)s") % {"when": due(first_at, now)}, ""


def attempt_line(attempts: int, due_at: datetime | None, zone: str, now: datetime) -> str:
    """The mark of the unanswered calls, and the next one: its time by the shop's clock, or how long it is overdue."""
    mark = attempt_mark(attempts)
    if due_at is None:
        return mark
    if now - due_at > LATE:
        return gettext("%(mark)s · call overdue by %(span)s") % {"mark": mark, "span": span(now - due_at)}
    return gettext("%(mark)s · next %(at)s") % {"mark": mark, "at": local_time(due_at, zone, now)}
