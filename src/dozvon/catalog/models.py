"""Products: what a shop offers, and what discounts its promotion allows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Product(models.Model):
    """An offer. `max_discount` is the promotion's limit in per cent; 100 marks a possible gift."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    max_discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "products"
        constraints = [
            models.UniqueConstraint(fields=["shop", "sku"], name="products_sku_once"),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="products_price_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(max_discount__range=(0, 100)),
                name="products_discount_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
