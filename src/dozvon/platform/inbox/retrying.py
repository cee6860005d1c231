"""Trying again what failed: after the shop was made, the limit raised, or the program mended."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.inbox import readers
from dozvon.platform.inbox.models import DONE, InboxMessage
from dozvon.platform.inbox.permissions import SEE_INTAKES
from dozvon.platform.inbox.readers import MessageNotFound, MessageRefused


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


def replay(actor: Actor, connection_id: int | None, since: datetime | None, now: datetime) -> Counter[str]:
    """Reads stored messages again, oldest first: those not done, or all since a moment; of one connection, or of all.

    Readers make nothing twice. Returns how many stand in which state now. Raises NotPermitted.
    """
    if not actor.may(SEE_INTAKES):
        raise NotPermitted
    wanted = InboxMessage.objects.filter(emptied_at__isnull=True)
    wanted = wanted.exclude(state=DONE) if since is None else wanted.filter(received_at__gte=since)
    if connection_id is not None:
        wanted = wanted.filter(connection_id=connection_id)
    states: Counter[str] = Counter()
    for message_id in list(wanted.order_by("received_at", "id").values_list("id", flat=True)):
        message = InboxMessage.objects.get(pk=message_id)
        # What it says is wrong stands with the message.
        with suppress(MessageRefused):
            readers.read(message, None, now)
        states[InboxMessage.objects.values_list("state", flat=True).get(pk=message_id)] += 1
    return states
