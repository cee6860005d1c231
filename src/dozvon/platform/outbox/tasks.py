"""The jobs of the outbox, in the queue `outside`: a slow other side holds up no other job."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from dozvon.platform.jobs import periodic, task
from dozvon.platform.outbox import actions, delivery
from dozvon.platform.outbox.models import WAITING, Attempt, Outgoing

AT_ONCE = 500
KEPT = timedelta(days=30)


@task("outbox.deliver", attempts=1, queue="outside")
def deliver(outgoing_id: int) -> None:
    """One attempt at one call."""
    delivery.deliver(outgoing_id, timezone.now)


@periodic("outbox.sweep", cron="* * * * *", queue="outside")
def sweep(due: datetime) -> None:
    """Enqueues calls whose job was killed between sending and noting, or is lost."""
    with transaction.atomic():
        for outgoing_id in delivery.overdue(timezone.now(), AT_ONCE):
            actions.start(outgoing_id)


@periodic("outbox.tidy", cron="27 3 * * *")
def tidy(due: datetime) -> None:
    """Forgets calls that are over, and the trace of questions, after a month."""
    before = timezone.now() - KEPT
    Outgoing.objects.exclude(state=WAITING).filter(finished_at__lt=before).delete()
    Attempt.objects.filter(outgoing=None, at__lt=before).delete()
