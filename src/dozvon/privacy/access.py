"""Whose data an actor may give out or erase: clients they see, and for an erasure all shops the client bought in."""

from __future__ import annotations

from dozvon.clients import access as clients
from dozvon.clients.models import Client
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.privacy.permissions import MANAGE_PERSONAL_DATA


def get(actor: Actor, client_id: int) -> Client:
    """The client with contacts. Raises NotPermitted and ClientNotFound."""
    if not actor.may(MANAGE_PERSONAL_DATA):
        raise NotPermitted
    return clients.get(actor, client_id)
