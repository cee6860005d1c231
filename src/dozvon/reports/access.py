"""Who may see figures, and of which shops."""

from __future__ import annotations

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.reports.permissions import SEE_REPORTS
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop


def shops_of(actor: Actor, code: str = "") -> list[Shop]:
    """The actor's shops by name, or the one of that code; none where it is not the actor's. Raises NotPermitted."""
    if not actor.may(SEE_REPORTS):
        raise NotPermitted
    found = shops.shops_of(actor)
    return [shop for shop in found if not code or shop.code == code]
