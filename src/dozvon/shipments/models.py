"""Shipments of orders."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Shipment(models.Model):
    """A parcel of an order. `way`, `title`, `carrier` and `point` are as they were chosen when it was handed over.

    `track` is the carrier's number, empty where there is none. The versions are those the order got by the actions that
    handed it over and delivered it: by them an undo finds what it takes back. None in rows made before shipments were.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="+")
    track = models.CharField(max_length=64, blank=True)
    way = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120, blank=True)
    carrier = models.CharField(max_length=40, blank=True)
    point = models.CharField(max_length=40, blank=True)
    handed_over_at = models.DateTimeField()
    handed_over_version = models.PositiveIntegerField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_version = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "shipments"
        constraints = [
            models.CheckConstraint(
                name="shipments_delivered_after",
                condition=Q(delivered_at__isnull=True) | Q(delivered_at__gte=F("handed_over_at")),
            ),
        ]
        indexes = [models.Index(fields=["track"], name="shipments_track", condition=~Q(track=""))]

    def __str__(self) -> str:
        return self.track or f"shipment of order {self.order_id}"
