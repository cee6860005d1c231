"""Renews the claim while the card is edited."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.orders.actions import claims
from dozvon.orders.errors import OrderNotFound
from dozvon.web.signin.gate import signed_in


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def renew_claim(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Prolongs the actor's claim: 204, or 409 where the order is not in their hands any more."""
    try:
        kept = claims.prolong(actor, order_id, timezone.now())
    except OrderNotFound as error:
        raise Http404 from error
    return HttpResponse(status=409 if kept is None else 204)
