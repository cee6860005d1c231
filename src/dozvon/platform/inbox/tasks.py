"""Reading messages: those that just came, those that were left behind; and emptying those of long ago."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from dozvon.core.errors import FieldError
from dozvon.platform.inbox import actions, readers
from dozvon.platform.inbox.models import DONE, RECEIVED, ForgedMessage, InboxMessage
from dozvon.platform.inbox.readers import MessageRefused
from dozvon.platform.jobs import periodic, task

log = logging.getLogger(__name__)
LEFT_BEHIND: Final = timedelta(minutes=2)
AT_ONCE: Final = 200
MOST_TRIES: Final = 10
"""Faults of the program after which a message is left to the head."""


@task("inbox.read", attempts=1)
def read_message(message_id: int) -> None:
    """Reads a message that a connection brought."""
    message = InboxMessage.objects.filter(pk=message_id, state=RECEIVED).first()
    if message is not None:
        _read(message, timezone.now())


@periodic("inbox.recover", cron="* * * * *", queue="intake")
def recover(due: datetime) -> None:
    """Reads what was left behind, as whoever sent it: the process died in between."""
    now = timezone.now()
    for message in InboxMessage.objects.filter(state=RECEIVED, received_at__lt=now - LEFT_BEHIND).order_by("id")[
        :AT_ONCE
    ]:
        _read(message, now)


def _read(message: InboxMessage, now: datetime) -> None:
    try:
        readers.read(message, None, now)
    except MessageRefused:
        log.warning("a kept message was refused", extra={"inbox": message.pk})
    except OperationalError:
        raise  # the database is away: the next run begins again
    except Exception:
        log.exception("a kept message broke its reader; the others go on", extra={"inbox": message.pk})
        if message.tries + 1 < MOST_TRIES:
            InboxMessage.objects.filter(pk=message.pk).update(tries=message.tries + 1)
        else:
            actions.mark_failed(message, [FieldError("body", "fault")], now)


_EMPTY = """
UPDATE inbox SET body = '{}', sent = NULL, emptied_at = %s
WHERE state = %s AND emptied_at IS NULL AND received_at < %s
"""


@periodic("inbox.expire", cron="50 2 * * *")
def expire(due: datetime) -> None:
    """Empties messages that were read long ago, and forgets forged ones."""
    before = timezone.now() - timedelta(days=settings.INBOX_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY, [timezone.now(), DONE, before])
    ForgedMessage.objects.filter(received_at__lt=before).delete()
