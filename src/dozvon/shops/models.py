"""Shops and how they work."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Shop(models.Model):
    """A storefront or brand. `week`, `window` and `special` are texts that `core.hours` reads.

    `address_extras` are parts of an address that only some shops ask for.

    `revision` is new with every change, by a trigger; programs keep a shop in memory by (id, revision).
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, default="RU")
    currency = models.CharField(max_length=3, default="RUB")
    week = models.CharField(max_length=400)
    window = models.CharField(max_length=11)
    special = models.JSONField(default=dict)
    pipeline = models.ForeignKey("pipelines.PipelineVersion", on_delete=models.PROTECT)
    response_minutes = models.PositiveSmallIntegerField(default=5)
    claim_minutes = models.PositiveSmallIntegerField(default=15)
    undo_seconds = models.PositiveSmallIntegerField(default=10)
    address_extras = ArrayField(models.CharField(max_length=20), default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "shops"

    def __str__(self) -> str:
        return self.name
