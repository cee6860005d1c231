"""Which clients an actor may see: all, or those that some part of the program has in the actor's shops."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from dozvon.clients.errors import ClientNotFound
from dozvon.clients.models import Client
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.capabilities import client_data

LARGEST_ID = 2**63 - 1


def visible(actor: Actor) -> QuerySet[Client]:
    """The clients this actor may see. Raises NotPermitted for who may see none at all."""
    if not actor.may(SEE_CLIENTS):
        raise NotPermitted
    if actor.shops is None:
        return Client.objects.all()
    seen = [part.seen_in_shops for part in client_data() if part.seen_in_shops is not None]
    shops = [sorted(actor.shops)] * len(seen)
    return Client.objects.extra(where=[" OR ".join(seen) or "false"], params=shops)  # noqa: S610 (bound parameters)


def get(actor: Actor, client_id: int) -> Client:
    """The client with contacts: two statements. A merged one is found too. Raises ClientNotFound, NotPermitted."""
    if not 0 < client_id <= LARGEST_ID:
        raise ClientNotFound
    found = visible(actor).prefetch_related("contacts").filter(pk=client_id).first()
    if found is None:
        raise ClientNotFound
    return found


def locked(actor: Actor, client_ids: list[int]) -> dict[int, Client]:
    """The clients, locked in the order of their ids so that two merges never wait for each other.

    Orders may still be written for them: an intake that waits for nobody is the one a merge waits for.
    """
    if any(not 0 < pk <= LARGEST_ID for pk in client_ids):
        raise ClientNotFound
    rows: Any = visible(actor).filter(pk__in=client_ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    if not connection.in_atomic_block:
        raise RuntimeError("locks are held until the transaction ends: open one")
    found = {client.pk: client for client in rows}
    if set(found) != set(client_ids):
        raise ClientNotFound
    return found
