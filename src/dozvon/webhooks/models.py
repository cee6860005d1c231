"""Who is told of which events, and how far the log of events was followed."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from dozvon.platform.secrets import sealing
from dozvon.platform.secrets.models import SealedField

PURPOSE: Final = "webhook"


class Webhook(models.Model):
    """An address that is told of events: of the shop, or of all that its creator sees, and no more than they see.

    `sealed_secret` signs what is sent. One that is off is told of nothing that happens meanwhile.
    """

    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=40))
    shop_id = models.BigIntegerField(null=True)
    creator = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
    is_on = models.BooleanField(default=True)
    sealed_secret = SealedField(purpose=PURPOSE, owner="pk", default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "webhooks"

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def target(self) -> str:
        """What the outbox calls it."""
        return target_of(self.pk)

    def secret(self) -> str:
        """The secret that signs. Raises Unreadable."""
        return sealing.unseal(PURPOSE, self.pk, self.sealed_secret)


def target_of(webhook_id: int) -> str:
    """The outbox's name for a webhook."""
    return f"webhook:{webhook_id}"


class LogPlace(models.Model):
    """One row: the place in the log of events up to which webhooks were told, as "<transaction>-<event>"."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    place = models.CharField(max_length=42)

    class Meta:
        db_table = "webhook_log_place"

    def __str__(self) -> str:
        return self.place
