"""A question to the outside while somebody waits for the answer: five seconds at most, nothing held meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.db import connection as database
from django.utils import timezone

from dozvon.platform.connections.models import Connection
from dozvon.platform.egress.client import Answer, Call, send
from dozvon.platform.egress.errors import OutsideError, Unreachable
from dozvon.platform.outbox import breaker, traces
from dozvon.platform.outbox.delivery import CONNECTION, note_traffic
from dozvon.platform.outbox.traces import CallResult

LONGEST: Final = 5.0
"""Seconds for one question."""


class HoldsTransaction(RuntimeError):
    """A question was asked inside a transaction: its locks would be held while the other side thinks."""


def ask(connection: Connection, call: Call) -> Answer:
    """The answer, whatever its status. Raises EgressRefused, and Unreachable where there was none in time, the
    connection is off or its breaker is open.

    The trace keeps the call without query and credentials. A status of 5xx counts as a failure of the other side.
    """
    if database.in_atomic_block:
        raise HoldsTransaction(call.place)
    if not connection.is_on:
        raise Unreachable("off")
    target, secrets = f"{CONNECTION}{connection.code}", list(connection.opened_secrets().values())
    if breaker.admit(target, timezone.now()) is not None:
        raise Unreachable("breaker_open")
    database.close()
    place = traces.masked(call.place, secrets)
    try:
        answer = send(replace(call, seconds=min(call.seconds, LONGEST)))
    except OutsideError as error:
        _note(target, CallResult(what=place, reason=error.code), is_down=True)
        raise
    outcome = traces.of_answer(place, answer, secrets)
    kept = outcome if call.keeps_answer else replace(outcome, answer="")
    _note(target, kept, is_down=answer.status >= 500)
    return answer


def _note(target: str, outcome: CallResult, *, is_down: bool) -> None:
    now = timezone.now()
    traces.keep(target, outcome, now)
    note_traffic(target, outcome.reason, now, is_down=is_down)
