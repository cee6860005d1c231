"""Messages that were kept but never read: the process died in between."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import OperationalError
from django.utils import timezone

from dozvon.platform.inbox import readers
from dozvon.platform.inbox.models import RECEIVED, InboxMessage
from dozvon.platform.inbox.readers import MessageRefused
from dozvon.platform.jobs import periodic

log = logging.getLogger(__name__)
LEFT_BEHIND = timedelta(minutes=2)
AT_ONCE = 200


@periodic("inbox.recover", cron="* * * * *", queue="intake")
def recover(due: datetime) -> None:
    """Reads what was left behind, as whoever sent it."""
    now = timezone.now()
    left = InboxMessage.objects.filter(state=RECEIVED, received_at__lt=now - LEFT_BEHIND).order_by("id")[:AT_ONCE]
    for message in left:
        try:
            readers.read(message, None, now)
        except MessageRefused:
            log.warning("a kept message was refused", extra={"inbox": message.pk})
        except OperationalError:
            raise  # the database is away: the next run begins again
        except Exception:
            log.exception("a kept message broke its reader; the others go on", extra={"inbox": message.pk})
