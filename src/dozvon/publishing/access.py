"""Who may publish a pipeline: it changes the work of every shop that works by it."""

from __future__ import annotations

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.pipelines.access import demand
from dozvon.shops.models import Shop


def demand_publish(actor: Actor, code: str) -> None:
    """Raises NotPermitted for who does not see every shop that works by the pipeline."""
    demand(actor)
    working = Shop.objects.filter(pipeline__code=code).values_list("pk", flat=True)
    if not all(actor.sees_shop(pk) for pk in working):
        raise NotPermitted


def may_publish(actor: Actor, code: str) -> bool:
    """Whether `demand_publish` lets the actor pass: one statement."""
    try:
        demand_publish(actor, code)
    except NotPermitted:
        return False
    return True
