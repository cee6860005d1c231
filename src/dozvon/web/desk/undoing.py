"""«Undo» in the notice after an action: the card again as it was before, in one's own hands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.orders.actions import undo as taking_back
from dozvon.orders.errors import Claimed, NotUndoable, OrderNotFound
from dozvon.web.common.origin import origin_of
from dozvon.web.common.requests import see_other
from dozvon.web.signin.gate import signed_in


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def undo_action(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Takes the last action back and opens the card, or says why it cannot be taken back."""
    origin = origin_of(request.POST)
    try:
        taking_back.undo(actor, order_id, timezone.now())
    except OrderNotFound as error:
        raise Http404 from error
    except Claimed:
        return see_other(origin.address(kept="undo_claimed"))
    except NotUndoable as refused:
        return see_other(origin.address(kept=refused.code))
    return see_other(origin.card(order_id, undone=order_id))
