"""Shops and the numbered versions of the pipelines they work by."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class PipelineVersion(models.Model):
    """A pipeline document as it was published; never changed afterwards."""

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True)

    class Meta:
        db_table = "pipeline_versions"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="pipeline_versions_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class PipelineStatus(models.Model):
    """The statuses of a version with their kinds: the order table's foreign key points here.

    So the database itself refuses an order whose status is unknown or whose kind is not that status's kind.
    """

    version = models.ForeignKey(PipelineVersion, on_delete=models.CASCADE, related_name="status_rows")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=4)

    class Meta:
        db_table = "pipeline_statuses"
        constraints = [models.UniqueConstraint(fields=["version", "code", "kind"], name="pipeline_statuses_once")]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.code}"


class Shop(models.Model):
    """A storefront or brand. `week`, `window` and `special` are texts that `core.hours` reads.

    `delivery_ways` are read by `core.delivery`; `address_extras` are parts of an address that
    only some shops ask for.

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
    pipeline = models.ForeignKey(PipelineVersion, on_delete=models.PROTECT)
    response_minutes = models.PositiveSmallIntegerField(default=5)
    claim_minutes = models.PositiveSmallIntegerField(default=15)
    undo_seconds = models.PositiveSmallIntegerField(default=10)
    delivery_ways = models.JSONField(default=list)
    address_extras = ArrayField(models.CharField(max_length=20), default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "shops"

    def __str__(self) -> str:
        return self.name
