"""Shops and how they work."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now

from dozvon.platform.shop_setting import shop_settings


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
    settings = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "shops"

    settings_in_columns: ClassVar = frozenset({"response_minutes", "claim_minutes", "undo_seconds"})

    def setting(self, code: str) -> int:
        """A declared setting (`platform.shop_setting`) as this shop has it."""
        if code in self.settings_in_columns:
            return int(getattr(self, code))
        return int(self.settings.get(code, shop_settings()[code].default))

    def __str__(self) -> str:
        return self.name
