"""The ways of shops, kept in memory by the shop's revision."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy

from dozvon.delivery.models import DeliveryWay
from dozvon.delivery.ways import COURIER, PICKUP, POST, DeliveryMethod, flat_way
from dozvon.shops.models import Shop

_TITLES: Final[dict[str, Any]] = {
    COURIER: gettext_lazy("Courier"),
    PICKUP: gettext_lazy("Pick-up"),
    POST: gettext_lazy("Post"),
}
_ways: dict[tuple[int, int], tuple[DeliveryMethod, ...]] = {}


def own_ways(shop: Shop) -> tuple[DeliveryMethod, ...]:
    """The ways the shop has set up. A statement only for a revision of the shop not seen before."""
    key = (shop.pk, shop.revision)
    if key not in _ways:
        if len(_ways) > 1000:
            _ways.clear()
        rows = DeliveryWay.objects.filter(shop_id=shop.pk).order_by("position")
        _ways[key] = tuple(row.way() for row in rows)
    return _ways[key]


def ways_of(shop: Shop) -> tuple[DeliveryMethod, ...]:
    """What the operator may choose from: without ways of its own, a shop has courier, pick-up and post at a cost that
    the operator names."""
    return own_ways(shop) or tuple(flat_way(kind, str(title), kind) for kind, title in _TITLES.items())
