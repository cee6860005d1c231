"""Putting products on offer."""

from __future__ import annotations

from collections.abc import Sequence

from dozvon.catalog.models import Product


def offer(products: Sequence[Product]) -> None:
    """Adds the products, or brings those of the same shop and SKU up to date: one statement."""
    Product.objects.bulk_create(
        products,
        update_conflicts=True,
        unique_fields=["shop", "sku"],
        update_fields=["name", "price", "max_discount", "active", "accessories"],
    )
