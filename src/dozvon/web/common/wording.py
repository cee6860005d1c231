"""What several pages say of an order in the same words."""

from __future__ import annotations

from django.utils.translation import gettext

from dozvon.orders.models import Order


def client_name(order: Order) -> str:
    """How the client is called on the desk."""
    return order.client.name or order.client.company or gettext("No name")


def attempt_mark(attempts: int) -> str:
    """The short mark of so many unanswered calls."""
    return gettext("N%(count)s") % {"count": attempts}
