"""Products: what a shop offers, and what discounts its promotion allows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

_PLAIN_NAME = Func(F("name"), Value('«»„“”"()[]×*/+,.;:'), Value(" " * 18), function="translate")
"""Quotes and signs around a word would be taken for a part of it."""


class Product(models.Model):
    """An offer. `max_discount` is the promotion's limit in per cent; 100 marks a possible gift.

    `accessories` are the SKUs that the product's promotion offers along with it, best first.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    max_discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    active = models.BooleanField(default=True)
    accessories = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    words = models.GeneratedField(
        expression=SearchVector(_PLAIN_NAME, "sku", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        db_table = "products"
        indexes = [GinIndex(fields=["words"], name="products_words", fastupdate=False)]
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
