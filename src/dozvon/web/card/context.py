"""Who looks at which order, and what that decides: worked out once for all parts of a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from dozvon.core.actor import Actor
from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.decide import offered_actions
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.roles import WORK_ORDERS
from dozvon.orders import rules
from dozvon.orders.models import OPEN, Order


@dataclass(frozen=True, slots=True)
class CardContext:
    """What all parts of a card ask for. `offered` are the actions that the order's status and the actor's role allow.

    `holder` holds the order now, whoever looks.
    """

    actor: Actor
    order: Order
    now: datetime
    language: str
    pipeline: Pipeline
    holder: int | None
    offered: tuple[Action, ...]

    @property
    def is_mine(self) -> bool:
        """Whether the actor holds the order."""
        return self.holder is not None and self.holder == self.actor.user_id

    @property
    def is_free(self) -> bool:
        """Whether the order is open and nobody else is at it."""
        return self.order.status_kind == OPEN and self.holder in (None, self.actor.user_id)

    @property
    def may_edit(self) -> bool:
        """Whether the actor may change what the order holds."""
        return self.is_free and self.actor.may(WORK_ORDERS)

    @property
    def may_act(self) -> bool:
        """Whether there is anything the actor could do with the order, if nobody held it: then opening takes it."""
        is_worked_on = self.order.status_kind == OPEN and self.actor.user_id is not None
        return is_worked_on and self.actor.may(WORK_ORDERS) and bool(self.offered)


def context_of(actor: Actor, order: Order, now: datetime) -> CardContext:
    """No statement: the order came with its shop and its holder."""
    pipeline = rules.pipeline_of(order)
    return CardContext(
        actor=actor,
        order=order,
        now=now,
        language=get_language() or "ru",
        pipeline=pipeline,
        holder=rules.holder_of(order, now),
        offered=offered_actions(pipeline, order.status, actor),
    )
