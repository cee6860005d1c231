"""Raw intakes: what came from outside, kept before it is read, so that nothing sent is ever lost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

RECEIVED, DONE, FAILED, PARTLY = "received", "done", "failed", "partly"


class RawIntake(models.Model):
    """The bytes as they came. `errors` names what is wrong; `order_id` the order made of a single one.

    `failed_rows` are the indexes of the rows of a bulk intake that could not be taken in.
    """

    received_at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=6, choices=[("single", "single"), ("bulk", "bulk")])
    state = models.CharField(max_length=8, default=RECEIVED)
    body = models.BinaryField()
    idempotency_key = models.CharField(max_length=255, null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120, blank=True)
    order_id = models.BigIntegerField(null=True)
    errors = models.JSONField(default=list)
    failed_rows = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "raw_intakes"
        constraints = [
            models.CheckConstraint(
                name="raw_intakes_state",
                condition=Q(state__in=[RECEIVED, DONE, FAILED, PARTLY]),
            )
        ]
        indexes = [models.Index(fields=["id"], name="raw_intakes_unfinished", condition=~Q(state=DONE))]

    def __str__(self) -> str:
        return f"intake {self.pk}"


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
