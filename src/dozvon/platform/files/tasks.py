"""Files whose time has passed, and content that nobody owns."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dozvon.platform.files import actions
from dozvon.platform.jobs import periodic


@periodic("files.expire", cron="*/10 * * * *")
def expire(due: datetime) -> None:
    """Takes away the files whose time has passed."""
    while actions.drop_expired(timezone.now()) == actions.AT_ONCE:
        pass


@periodic("files.collect", cron="35 2 * * *")
def collect_orphans(due: datetime) -> None:
    """Removes content that lost its owner by a crash."""
    actions.collect_orphans(timezone.now())
