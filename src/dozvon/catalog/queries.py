"""Products by code."""

from __future__ import annotations

from collections.abc import Iterable

from dozvon.catalog.models import Product


def by_sku(shop_id: int, skus: Iterable[str]) -> dict[str, Product]:
    """The shop's products of these codes: one statement."""
    return {product.sku: product for product in Product.objects.filter(shop_id=shop_id, sku__in=list(skus))}
