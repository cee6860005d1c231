"""The inbox's readers of orders: one or many by the API, and what connected shops tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dozvon.core.actor import SYSTEM, Actor
from dozvon.intake.actions import bulk, single
from dozvon.intake.actions.shop_orders import read_shop_order
from dozvon.platform.accounts.access import OF_A_SITE, actor_of
from dozvon.platform.accounts.models import User
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.inbox.readers import InboxReader


def read_single(message: InboxMessage, actor: Actor | None, now: datetime) -> None:
    """Makes the order, unless it is there. Raises IntakeRefused."""
    single.process(actor or sender_of(message), message, now, again=True)


def read_bulk(message: InboxMessage, actor: Actor | None, now: datetime) -> None:
    """Makes the orders that are not there yet. Raises IntakeRefused."""
    bulk.process(actor or sender_of(message), message, now)


READERS = (
    InboxReader("single", read_single),
    InboxReader("bulk", read_bulk),
    InboxReader("shop", read_shop_order),
)


def sender_of(message: InboxMessage) -> Actor:
    """Who sent it, dismissed since or not: it may enter the shops it could enter then, and no others.

    Whether it came by a site's token is not known any more: its prices are taken as they came.
    """
    user = User.objects.filter(pk=message.actor_id or 0).first()
    if user is None:
        return SYSTEM
    sender = actor_of(user)
    return replace(sender, permissions=sender.permissions | OF_A_SITE)
