"""The circuit breaker: another side that fails time after time is left alone for a while, then tried by one call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from django.db import transaction
from django.db.models import F, Q

from dozvon.platform.outbox.models import Breaker

FAILURES: Final = 5
"""So many failures in a row open it."""
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)
PROBE: Final = timedelta(seconds=60)
"""How long the one call that tries has to come back."""

BreakerState = Literal["closed", "open", "half_open"]


def state_of(breaker: Breaker | None, now: datetime) -> BreakerState:
    """How it stands at `now`."""
    if breaker is None or breaker.retry_at is None:
        return "closed"
    return "open" if now < breaker.retry_at else "half_open"


def admit(target: str, now: datetime) -> datetime | None:
    """None when a call may be made now; else when to ask again. Of all who ask a half-open one, one may call."""
    open_until = (
        Breaker.objects.filter(target=target, retry_at__isnull=False).values_list("retry_at", flat=True).first()
    )
    if open_until is None:
        return None
    if now < open_until:
        return open_until
    is_probe = Breaker.objects.filter(target=target, retry_at=open_until).update(retry_at=now + PROBE)
    return None if is_probe else now + PROBE


def note(target: str, now: datetime, reason: str = "") -> bool:
    """What came of a call: `reason` is empty where it went well. True when this opened the breaker."""
    if not reason:
        _close(target, now)
        return False
    with transaction.atomic():
        Breaker.objects.get_or_create(target=target)
        breaker = Breaker.objects.select_for_update().get(target=target)
        breaker.failures += 1
        breaker.last_failure_at, breaker.last_failure = now, reason[:300]
        was_closed = breaker.retry_at is None
        if breaker.failures >= FAILURES:
            pause = FIRST_PAUSE * 2 ** min(breaker.failures - FAILURES, 10)
            breaker.retry_at = now + min(pause, LONGEST_PAUSE)
        breaker.save()
        return was_closed and breaker.retry_at is not None


def _close(target: str, now: datetime) -> None:
    fresh = {"failures": 0, "retry_at": None, "last_success_at": now}
    if not Breaker.objects.filter(target=target).update(**fresh):
        Breaker.objects.update_or_create(target=target, defaults=fresh)


def reset(target: str) -> None:
    """Somebody knows that the other side is back: the next call may be made at once."""
    Breaker.objects.filter(Q(retry_at__isnull=False) | Q(failures__gt=0), target=target).update(
        retry_at=None, failures=F("failures") * 0
    )
