"""Notices: one row for each person who is told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Notice(models.Model):
    """Something a person is told, kept until it is read and for a while after.

    `kind` names a declared `NoticeKind`, which words it in the reader's language; `params` fill its sentence. While
    it is unread, another notice of the same `key` counts up `times` instead of adding a row.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    params = models.JSONField(default=dict)
    address = models.CharField(max_length=300, blank=True)
    shop_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True)
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="notices_unread_once", condition=Q(read_at__isnull=True) & ~Q(key="")
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notices_of_person"),
            models.Index(fields=["user"], name="notices_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["client_id"], name="notices_of_client", condition=Q(client_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
