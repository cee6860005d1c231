"""The ways in which shops deliver."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dozvon.delivery.documents import points_of, rates_of, slots_of
from dozvon.delivery.ways import DeliveryMethod


class DeliveryWay(models.Model):
    """One way of a shop, at its `position`. `rates`, `slots` and `points` are written by `documents`.

    Every change of a shop's ways gives the shop a new revision: programs keep the ways in memory by it.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=7)
    places = ArrayField(models.CharField(max_length=4000), default=list)
    rates = models.JSONField(default=list)
    slots = models.JSONField(default=list)
    points = models.JSONField(default=list)

    class Meta:
        db_table = "delivery_ways"
        constraints = [models.UniqueConstraint(fields=["shop", "code"], name="delivery_ways_once")]

    def __str__(self) -> str:
        return self.title

    def way(self) -> DeliveryMethod:
        """The way as the rules see it."""
        return DeliveryMethod(
            code=self.code,
            title=self.title,
            kind=self.kind,
            rates=rates_of(self.rates),
            places=tuple(self.places),
            slots=slots_of(self.slots),
            points=points_of(self.points),
        )
