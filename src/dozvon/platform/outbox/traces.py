"""What is kept of every call to the outside: for people, so that they see what happened. Never a secret."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dozvon.platform.egress.client import Answer
from dozvon.platform.outbox.models import Attempt

BEGINNING: Final = 300
"""Characters kept of an answer."""
_SHORTEST_SECRET: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """What came of one call. `reason` is empty where it went well; `wait` is what the other side asked for, in
    seconds."""

    what: str
    seconds: float = 0.0
    status: int | None = None
    reason: str = ""
    answer: str = ""
    wait: int = 0


def of_answer(what: str, answer: Answer, secrets: Sequence[str] = ()) -> CallResult:
    """The outcome of an HTTP answer: 2xx went well."""
    text = answer.content[: BEGINNING * 4].decode("utf-8", "replace").replace("\x00", "")
    return CallResult(
        what=what,
        seconds=answer.seconds,
        status=answer.status,
        reason="" if answer.is_success else f"HTTP {answer.status}",
        answer=masked(text, secrets)[:BEGINNING],
        wait=_wait(answer),
    )


def masked(text: str, secrets: Sequence[str]) -> str:
    """The text with every secret, plain or in base64, struck out: some sides send back what they were sent."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            for form in (secret, base64.b64encode(secret.encode()).decode().rstrip("=")):
                text = text.replace(form, "•••")
    return text


def keep(target: str, outcome: CallResult, at: datetime, outgoing_id: int | None = None) -> None:
    """Adds the attempt to the trace."""
    Attempt.objects.create(
        outgoing_id=outgoing_id,
        target=target,
        what=outcome.what[:200],
        at=at,
        milliseconds=max(0, round(outcome.seconds * 1000)),
        status=outcome.status,
        succeeded=not outcome.reason,
        reason=outcome.reason[:300],
        answer=outcome.answer[:BEGINNING],
    )


def _wait(answer: Answer) -> int:
    after = answer.headers.get("retry-after", "")
    return min(int(after), 3600) if answer.status in (429, 503) and after.isascii() and after.isdigit() else 0
