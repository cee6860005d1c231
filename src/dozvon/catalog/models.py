"""Products: what a shop offers, which promotion holds for each, and price lists on their way in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now, Upper

_PLAIN_NAME = Func(F("name"), Value('«»„“”"()[]×*/+,.;:'), Value(" " * 18), function="translate")
"""Quotes and signs around a word would be taken for a part of it."""


class Promotion(models.Model):
    """A discount that operators may give from `since` until `until`; without an end, until it is ended.

    `max_discount` is the limit in per cent, 100 for what may be a gift. It holds for lines of `min_quantity` pieces and
    more; `condition` is what the operator must see to besides, in words.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    max_discount = models.DecimalField(max_digits=5, decimal_places=2)
    min_quantity = models.PositiveIntegerField(default=1)
    condition = models.CharField(max_length=300, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "promotions"
        constraints = [
            models.UniqueConstraint("shop", Lower("name"), name="promotions_name_once"),
            models.CheckConstraint(condition=Q(max_discount__gt=0, max_discount__lte=100), name="promotions_percent"),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="promotions_quantity"),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """An offer. `max_discount` is the limit in per cent where no promotion allows more; 100 marks a possible gift.

    `accessories` are the SKUs that are offered along with the product, best first. One that is not `active` is in the
    archive: orders keep it, nobody can add it.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    max_discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    promotion = models.ForeignKey(
        Promotion, on_delete=models.SET_NULL, null=True, related_name="products", db_index=False
    )
    active = models.BooleanField(default=True)
    accessories = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    words = models.GeneratedField(
        expression=SearchVector(_PLAIN_NAME, "sku", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        db_table = "products"
        indexes = [
            GinIndex(fields=["words"], name="products_words", fastupdate=False),
            models.Index(fields=["shop", "active", "sku"], name="products_listed"),
            models.Index(fields=["promotion", "sku"], name="products_promotion"),
            models.Index("shop", OpClass(Upper("sku"), name="text_pattern_ops"), name="products_sku_start"),
        ]
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


class PriceList(models.Model):
    """A file somebody sent, kept until they have seen what it would change and apply it or send another."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="price_list")
    name = models.CharField(max_length=120)
    body = models.BinaryField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "price_lists"

    def __str__(self) -> str:
        return self.name
