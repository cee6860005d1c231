"""Changing how a shop delivers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.delivery.documents import points_document, rates_document, slots_document
from dozvon.delivery.models import DeliveryWay
from dozvon.delivery.ways import DeliveryMethod
from dozvon.shops.actions import renew


def set_ways(actor: Actor, shop_id: int, ways: Sequence[DeliveryMethod]) -> None:
    """The shop's ways, in this order; orders keep what was chosen. Raises NotPermitted and ShopNotFound."""
    with transaction.atomic():
        renew(actor, shop_id)
        DeliveryWay.objects.filter(shop_id=shop_id).delete()
        DeliveryWay.objects.bulk_create(
            DeliveryWay(
                shop_id=shop_id,
                position=position,
                code=way.code,
                title=way.title,
                kind=way.kind,
                places=list(way.places),
                rates=rates_document(way.rates),
                slots=slots_document(way.slots),
                points=points_document(way.points),
            )
            for position, way in enumerate(ways)
        )
