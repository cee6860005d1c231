"""Trying again what failed: after the shop was made, the limit raised, or the program mended."""

from __future__ import annotations

from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.inbox import readers
from dozvon.platform.inbox.models import DONE, InboxMessage
from dozvon.platform.inbox.permissions import SEE_INTAKES
from dozvon.platform.inbox.readers import MessageNotFound


def retry(actor: Actor, message_id: int, now: datetime) -> InboxMessage:
    """Reads a message that is not done again as `actor`; gives it back with its new state.

    Raises NotPermitted, MessageNotFound and, where it fails again, MessageRefused.
    """
    if not actor.may(SEE_INTAKES):
        raise NotPermitted
    message = InboxMessage.objects.exclude(state=DONE).filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound
    readers.read(message, actor, now)
    message.refresh_from_db()
    return message
