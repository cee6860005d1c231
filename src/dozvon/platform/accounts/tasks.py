"""Letters of invitation; keeping the tables of sign-ins short."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from dozvon.platform.accounts import letters
from dozvon.platform.accounts.models import Session, SignInAttempt
from dozvon.platform.jobs import periodic, task
from dozvon.platform.outbox.handlers import handler
from dozvon.platform.outbox.models import Outgoing
from dozvon.platform.outbox.traces import CallResult

KEPT = timedelta(days=180)


@periodic("accounts.tidy", cron="17 3 * * *")
def tidy(due: datetime) -> None:
    """Removes sessions that ended and sign-in attempts older than half a year."""
    now = timezone.now()
    Session.objects.filter(expires_at__lt=now).delete()
    SignInAttempt.objects.filter(at__lt=now - KEPT).delete()


@handler(letters.KIND, at_once=2)
def send_invitation(row: Outgoing) -> CallResult:
    """The letter with a link to choose a password."""
    return letters.send(row, timezone.now())


@task("accounts.send_invitation")
def put_invitation(invitation_id: int, made: str, address: str) -> None:
    """Puts a letter into the outbox that an earlier version queued as a job of its own."""
    with transaction.atomic():
        letters.put(invitation_id, made, address, timezone.now())
