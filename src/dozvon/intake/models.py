"""Idempotency keys of the API's intake; how far each connection's shop has told of its orders."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class IntakeKey(models.Model):
    """An Idempotency-Key and the order it stands for, written with the order."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    order_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "intake_keys"
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="intake_keys_once")]

    def __str__(self) -> str:
        return self.key


class ShopOrderSeen(models.Model):
    """The last that a connection's shop told of one of its orders: what comes later and is older is passed over."""

    connection_id = models.BigIntegerField()
    external_id = models.CharField(max_length=120)
    message_id = models.BigIntegerField()
    updated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shop_orders_seen"
        constraints = [
            models.UniqueConstraint(fields=["connection_id", "external_id"], name="shop_orders_seen_once"),
        ]

    def __str__(self) -> str:
        return self.external_id


class ShopPull(models.Model):
    """How far a connection's orders were pulled; `cursor` is the provider's own."""

    connection_id = models.BigIntegerField(unique=True)
    cursor = models.CharField(max_length=200, blank=True)
    pulled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shop_pulls"

    def __str__(self) -> str:
        return str(self.connection_id)
