"""Letters of invitation; keeping the tables of sign-ins short."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from dozvon.platform.accounts import letters
from dozvon.platform.accounts.models import Session, SignInAttempt
from dozvon.platform.jobs import periodic, task

KEPT = timedelta(days=180)


@periodic("accounts.tidy", cron="17 3 * * *")
def tidy(due: datetime) -> None:
    """Removes sessions that ended and sign-in attempts older than half a year."""
    now = timezone.now()
    Session.objects.filter(expires_at__lt=now).delete()
    SignInAttempt.objects.filter(at__lt=now - KEPT).delete()


@task("accounts.send_invitation")
def send_invitation(invitation_id: int, made: str, address: str) -> None:
    """The letter with a link to choose a password."""
    letters.send(invitation_id, made, address, timezone.now())
