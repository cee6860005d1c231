"""The order a page is about."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.orders import access
from dozvon.orders.errors import OrderNotFound
from dozvon.orders.models import Order


def fetch_order(actor: Actor, order_id: int) -> Order:
    """The order with its shop and client: one statement. 404 where the actor has no such order."""
    try:
        return access.get(actor, order_id)
    except OrderNotFound as error:
        raise Http404 from error
    except NotPermitted as error:
        raise PermissionDenied from error
