"""Orders and what may be done with them, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.core.errors import FieldError
from dozvon.core.roles import EXCEED_DISCOUNTS, SEE_ORDERS, SET_PRICES, WORK_ORDERS, Role
from dozvon.orders.client_data import OrdersOfClients
from dozvon.orders.errors import BadOrder, Claimed, Closed, NotUndoable, OrderNotFound, Refused, Stale
from dozvon.orders.events import EVENTS
from dozvon.orders.invariants import CONSTRAINTS, INVARIANTS
from dozvon.orders.permissions import ASSIGN_RESPONSIBLE, FORCE_MOVES, RELEASE_CLAIMS
from dozvon.platform.capabilities import ALL_ROLES, LEADING, Capability, Grant, HttpRefusal
from dozvon.platform.people.kinds import NoticeKind

_REFUSED = {"transition": (409, "transition"), "forbidden": (403, "forbidden"), "fields": (422, "invalid")}
"""Reason of a refusal → HTTP status and problem."""

CAPABILITY = Capability(
    name="orders",
    permissions=(
        Grant(permission=SEE_ORDERS, title=_("See orders"), roles=ALL_ROLES, scopes=("desk",)),
        Grant(permission=WORK_ORDERS, title=_("Work on orders"), roles=ALL_ROLES, scopes=("desk",)),
        Grant(permission=RELEASE_CLAIMS, title=_("Release another person's order"), roles=LEADING, scopes=("desk",)),
        Grant(permission=ASSIGN_RESPONSIBLE, title=_("Assign the responsible person"), roles=LEADING, scopes=("desk",)),
        Grant(
            permission=SET_PRICES,
            title=_("Set any price"),
            roles=(
                Role.MANAGER,
                Role.HEAD,
                Role.DIRECTOR,
            ),
            scopes=("desk",),
        ),
        Grant(
            permission=EXCEED_DISCOUNTS,
            title=_("Exceed the promotion's discount"),
            roles=LEADING,
            scopes=("desk",),
        ),
        Grant(permission=FORCE_MOVES, title=_("Move an order to any status"), roles=LEADING, scopes=("desk",)),
    ),
    sentences={
        "must_be_made": _("Make a call before this action."),
        "must_be_not_made": _("This action is only for orders without a call."),
        "not_own_client": _("This is not our client. Use “Refuse” with the reason “other” and explain in the comment."),
        "not_called_yet": _("Nobody has called this client yet. Call first, then agree on a time."),
        "not_of_action": _("This action has no such field. Remove it."),
        "forbidden": _("Your role does not allow this action."),
        "transition": _("This action is not available in the order's current status."),
        "same_status": _("The order is already in this status. Choose another one, or set the next task."),
        "closed_has_no_task": _("A closed order has no next task: leave this empty."),
        "never_handed_out": _("No one would get this call: no calling tab includes this status."),
        "too_much_money": _("The total of the lines is over %(most)s. Check prices and quantities."),
        "unknown_user": _("No one in this shop is called “%(value)s”."),
    },
    problems={
        "claimed": _("Someone else is working on this order"),
        "transition": _("This action is not available in the order's current status"),
        "stale": _("The order has changed since you opened it: open it again"),
        "undo_changed": _("Nothing to undo: the order has changed since your action"),
        "undo_not_yours": _("The last action on this order is somebody else's"),
        "undo_off": _("Undo is switched off in this shop"),
        "undo_late": _("Too much time has passed to undo the action"),
    },
    refusals=(
        HttpRefusal(kind=OrderNotFound, status=404, code="not_found"),
        HttpRefusal(kind=BadOrder, status=422, code="invalid", errors=lambda error: error.errors),
        HttpRefusal(
            kind=Claimed,
            status=409,
            code="claimed",
            extras=lambda error: {"holder": error.holder, "until": error.until.isoformat()},
        ),
        HttpRefusal(
            kind=Closed, status=409, code="transition", errors=lambda _error: [FieldError("order", "transition")]
        ),
        HttpRefusal(kind=Stale, status=409, code="stale", extras=lambda error: {"version": error.version}),
        HttpRefusal(kind=NotUndoable, status=409, code=lambda error: error.code),
        HttpRefusal(
            kind=Refused,
            status=lambda error: _REFUSED[error.refusal.reason][0],
            code=lambda error: _REFUSED[error.refusal.reason][1],
            errors=lambda error: error.refusal.errors,
        ),
    ),
    api=("dozvon.api.v1.orders.router", "dozvon.api.v1.editing.router"),
    pages=("dozvon.web.card.urls", "dozvon.web.search.urls"),
    events=EVENTS,
    notices=(
        NoticeKind(
            "order.differs",
            _("The shop changed order № %(number)s after work on it began. Compare it with what was agreed."),
            "arrows-exchange",
            "soon",
        ),
    ),
    client_data=(OrdersOfClients(),),
    invariants=INVARIANTS,
    constraints=CONSTRAINTS,
)
