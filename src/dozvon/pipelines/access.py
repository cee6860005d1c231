"""Who may look into pipelines and change them."""

from __future__ import annotations

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.pipelines.permissions import MANAGE_PIPELINES


def demand(actor: Actor) -> None:
    """Raises NotPermitted for who may not manage pipelines at all."""
    if not actor.may(MANAGE_PIPELINES):
        raise NotPermitted
