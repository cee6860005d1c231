"""A client without an order: somebody who asked, and may buy later."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dozvon.clients.actions.match import NewClient, match
from dozvon.clients.events import ClientAdded
from dozvon.clients.models import Contact
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import TAKE_IN_ORDERS
from dozvon.platform.events.actions import record
from dozvon.platform.events.schema import Subject

TRIES = 3
"""How often it is begun again when another transaction made the same client at that moment."""


def may_add(actor: Actor) -> bool:
    """Whether the actor may: who works for some shops only would not see a client without an order afterwards."""
    return actor.shops is None and actor.may(SEE_CLIENTS) and actor.may(TAKE_IN_ORDERS)


def add(actor: Actor, new: NewClient, now: datetime) -> int:
    """The client's id; one whom a contact tells to be here already is that one. Raises NotPermitted."""
    if not may_add(actor):
        raise NotPermitted
    for _ in range(TRIES - 1):
        try:
            return _add(actor, new, now)
        except IntegrityError:
            continue
    return _add(actor, new, now)


def _add(actor: Actor, new: NewClient, now: datetime) -> int:
    with transaction.atomic():
        is_known = any(_matching(kind, value).exists() for kind, value in new.keys)
        client_id = match([new])[0]
        if not is_known:
            record(actor, now, [ClientAdded(Subject(client_id=client_id))])
    return client_id


def _matching(kind: str, value: str) -> QuerySet[Contact]:
    return Contact.objects.filter(kind=kind, value=value, matches=True)
