"""Idempotency keys of the API's intake."""

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
