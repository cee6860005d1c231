"""Who may see and keep which connections."""

from __future__ import annotations

from django.db.models import QuerySet

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.connections.errors import ConnectionNotFound
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS


def visible(actor: Actor) -> QuerySet[Connection]:
    """The connections this actor looks after: of their own shops alone, where they do not see all. Raises
    NotPermitted."""
    if not actor.may(MANAGE_CONNECTIONS):
        raise NotPermitted
    found = Connection.objects.order_by("port", "code")
    if actor.shops is None:
        return found
    return found.filter(shop_ids__isnull=False, shop_ids__contained_by=sorted(actor.shops))


def get(actor: Actor, code: str) -> Connection:
    """One of the actor's connections. Raises NotPermitted and ConnectionNotFound."""
    found = visible(actor).filter(code=code).first() if "\x00" not in code else None
    if found is None:
        raise ConnectionNotFound
    return found


def kept(actor: Actor, code: str) -> Connection:
    """The row, locked. Raises NotPermitted and ConnectionNotFound."""
    get(actor, code)
    return Connection.objects.select_for_update().get(code=code)
