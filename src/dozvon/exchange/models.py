"""Tables that people imported, and what came of them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class ImportedTable(models.Model):
    """One import by a person. The table itself is a file, kept for a while; who made which rows of it stays.

    `rows` and `refused` are empty while it runs, and where it broke off.
    """

    kind = models.CharField(max_length=10)
    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE)
    user_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())
    rows = models.PositiveIntegerField(null=True)
    refused = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "imported_tables"

    def __str__(self) -> str:
        return f"{self.kind} into {self.shop_id}"
