"""The follower of the log, and the handler that sends."""

from __future__ import annotations

from django.utils import timezone

from dozvon.platform.jobs import follower
from dozvon.platform.outbox.handlers import handler
from dozvon.platform.outbox.models import Outgoing
from dozvon.platform.outbox.traces import CallResult
from dozvon.webhooks import following, sending


@follower("webhooks.follow")
def follow() -> bool:
    """Puts what happened into the outbox."""
    return following.follow()


@handler(following.KIND)
def send(row: Outgoing) -> CallResult:
    """One attempt at one delivery."""
    return sending.deliver(row, timezone.now())
