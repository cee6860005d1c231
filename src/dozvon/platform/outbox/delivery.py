"""One attempt at one call: take the row, send with no transaction open, note what came of it."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from dozvon.platform.connections import traffic
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import providers
from dozvon.platform.egress.errors import EgressRefused, OutsideError
from dozvon.platform.outbox import actions, breaker, traces
from dozvon.platform.outbox.handlers import GiveUp, Handler, handler_of
from dozvon.platform.outbox.models import DONE, GIVEN_UP, WAITING, Outgoing
from dozvon.platform.outbox.traces import CallResult

LEASE: Final = timedelta(seconds=90)
"""An attempt is over by then, or was killed."""
FIRST_DELAY: Final = timedelta(seconds=10)
LONGEST_DELAY: Final = timedelta(hours=4)
BUSY: Final = timedelta(seconds=2)
"""When a target has as many calls under way as it may, the next look at it."""

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


def deliver(outgoing_id: int, clock: Clock) -> None:
    """Makes the call if it is due and its turn; otherwise leaves it to the job that comes then."""
    row = _take(outgoing_id, clock())
    if row is None:
        return
    handler = handler_of(row.kind)
    outcome, is_final = (CallResult(what=row.kind, reason="no_handler"), False)
    if handler is not None:
        outcome, is_final = _attempt(handler, row)
    _note(row, outcome, is_final, clock())


def delay_after(attempts: int, wait: int = 0) -> timedelta:
    """The pause after so many attempts: 10 s, doubled each time up to four hours, a fifth more or less."""
    pause: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(pause, timedelta(seconds=wait))


def _take(outgoing_id: int, now: datetime) -> Outgoing | None:
    """The row under a lease, if it is due, the first of its ordering, and its target may be called."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().filter(pk=outgoing_id, state=WAITING, due_at__lte=now).first()
        if row is None or (row.leased_until is not None and row.leased_until > now) or not _is_first(row):
            return None
        if (later := _refused_until(row, now)) is not None:
            _put_off(row, later, now)
            return None
        row.attempts += 1
        row.leased_until = now + LEASE
        row.save(update_fields=["attempts", "leased_until"])
        return row


def _is_first(row: Outgoing) -> bool:
    earlier = Outgoing.objects.filter(ordering=row.ordering, state=WAITING, pk__lt=row.pk)
    return not row.ordering or not earlier.exists()


def _refused_until(row: Outgoing, now: datetime) -> datetime | None:
    handler, most = handler_of(row.kind), _most_of_connection(row.target)
    under_way = Outgoing.objects.filter(target=row.target, state=WAITING, leased_until__gt=now).count()
    if handler is not None and under_way >= min(handler.at_once, most or handler.at_once):
        return now + BUSY
    return breaker.admit(row.target, now)


def _most_of_connection(target: str) -> int | None:
    """How many calls its provider allows at once, with the connection locked: of two jobs one counts after the other.
    None where the target is no connection."""
    if not target.startswith(CONNECTION):
        return None
    found = Connection.objects.select_for_update(no_key=True).filter(code=target.removeprefix(CONNECTION)).first()
    known = None if found is None else providers().get((found.port, found.provider))
    return None if known is None else known.at_once


def _put_off(row: Outgoing, until: datetime, now: datetime) -> None:
    if now >= row.give_up_at:
        _finish(row, GIVEN_UP, now)
        return
    row.due_at = until + BUSY * random.random()  # noqa: S311
    row.save(update_fields=["due_at"])
    actions.start(row.pk, row.due_at)


def _attempt(handler: Handler, row: Outgoing) -> tuple[CallResult, bool]:
    """What came of it, and whether it need not be tried again."""
    try:
        return handler.send(row), False
    except GiveUp as error:
        return CallResult(what=row.kind, reason=str(error)), True
    except EgressRefused as error:
        return CallResult(what=row.kind, reason=error.code), False
    except OutsideError as error:
        return CallResult(what=row.kind, reason=error.code), False
    except Exception:
        log.exception("a call to the outside broke", extra={"kind": row.kind, "outgoing": row.pk})
        return CallResult(what=row.kind, reason="broken"), False


def _note(row: Outgoing, outcome: CallResult, is_final: bool, now: datetime) -> None:
    if not is_final:
        note_traffic(row.target, outcome.reason, now)
    with transaction.atomic():
        traces.keep(row.target, outcome, now, row.pk)
        kept = Outgoing.objects.select_for_update().get(pk=row.pk)
        kept.leased_until = None
        if kept.state != WAITING:
            # Given up by hand meanwhile.
            kept.save(update_fields=["leased_until"])
        elif not outcome.reason:
            _finish(kept, DONE, now)
        elif is_final or now >= kept.give_up_at:
            _finish(kept, GIVEN_UP, now)
        else:
            kept.due_at = now + delay_after(kept.attempts, outcome.wait)
            kept.save(update_fields=["leased_until", "due_at"])
            actions.start(kept.pk, kept.due_at)


def _finish(row: Outgoing, state: str, now: datetime) -> None:
    row.state, row.finished_at, row.leased_until = state, now, None
    row.save(update_fields=["state", "finished_at", "leased_until"])
    if state == GIVEN_UP:
        log.warning("a call to the outside is given up", extra={"kind": row.kind, "outgoing": row.pk})
    actions.start_next(row)


CONNECTION: Final = "connection:"
"""Begins the target of a connection: `connection:` and its code."""


def note_traffic(target: str, reason: str, now: datetime, *, is_down: bool = True) -> None:
    """Tells the breaker, and the connection where the target is one.

    A side that answers and refuses fails the connection, but is not down: the breaker counts `is_down` only.
    """
    opened = breaker.note(target, now, reason if is_down else "")
    if target.startswith(CONNECTION):
        traffic.note(target.removeprefix(CONNECTION), reason, now, is_broken=opened)


def overdue(now: datetime, most: int) -> list[int]:
    """Calls that are due and that no job may be looking after: their job was killed or lost."""
    earlier = Outgoing.objects.filter(ordering=OuterRef("ordering"), state=WAITING, pk__lt=OuterRef("pk")).exclude(
        ordering=""
    )
    waiting = Outgoing.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=WAITING)
    late = waiting.filter(due_at__lte=now - BUSY * 5).filter(~Exists(earlier))
    return list(late.order_by("due_at").values_list("pk", flat=True)[:most])
