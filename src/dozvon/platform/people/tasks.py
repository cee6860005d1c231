"""Keeping the table of notices short."""

from __future__ import annotations

from datetime import datetime, timedelta

from dozvon.platform.jobs import periodic
from dozvon.platform.people.models import Notice

KEPT = timedelta(days=90)


@periodic("people.tidy", cron="43 3 * * *")
def remove_old_notices(due: datetime) -> None:
    """Removes notices that were read, and those nobody read in that time stay."""
    Notice.objects.filter(read_at__lt=due - KEPT).delete()
