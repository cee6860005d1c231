"""What came of orders, as reports count it, and the runs of the audit: when the data was last proved."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class AuditRun(models.Model):
    """One run: how many invariants were asked, and those that were broken as [{code, says, offenders}]."""

    at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField()
    broken = models.JSONField(default=list)
    actor_label = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "audit_runs"

    def __str__(self) -> str:
        return f"audit {self.at:%Y-%m-%d %H:%M}"


class OrderOutcome(models.Model):
    """What came of an order, as reports count it: worked out of its row, lines and history, and kept up by the log.

    Nothing here is known only here: `reports.actions.outcomes` makes every row anew. `day` and `hour` are those of the
    shop's clock at arrival, `shipped_on` its day when the parcel was first shipped, `parcel` what came of it (words of
    `core.outcomes`). `owner_id` is who made the client agree, until then who is responsible. `moved_id` is the event of
    a forced move or of a carrying over by which the order stands where it stands. `waited` counts seconds from arrival
    to the first call, `waited_open` only those in which the client could be called; `upsold` is what operators added.
    Columns of fixed width come first: a year of them is read in a breath.
    """

    order_id = models.BigIntegerField(primary_key=True)
    shop_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    attempts = models.PositiveSmallIntegerField()
    tried = models.BooleanField()
    reached = models.BooleanField()
    agreed = models.BooleanField()
    lost = models.BooleanField()
    trash = models.BooleanField()
    uncalled = models.BooleanField()
    owner_id = models.BigIntegerField(null=True)
    waited = models.FloatField(null=True)
    waited_open = models.FloatField(null=True)
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    upsold = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    channel = models.CharField(max_length=40)
    skus = ArrayField(models.CharField(max_length=64), default=list)
    problem = models.CharField(max_length=40, null=True)
    moved_id = models.BigIntegerField(null=True)
    shipped_on = models.DateField(null=True)
    parcel = models.CharField(max_length=9, null=True)

    class Meta:
        db_table = "order_outcomes"
        indexes = [
            models.Index(fields=["shop_id", "day"], name="outcomes_received"),
            models.Index(
                fields=["shop_id", "shipped_on"],
                name="outcomes_shipped",
                condition=Q(shipped_on__isnull=False),
            ),
            # Whether they wait for too long depends on the moment that asks.
            models.Index(fields=["shop_id", "day"], name="outcomes_uncalled", condition=Q(uncalled=True)),
        ]

    def __str__(self) -> str:
        return f"outcome of order {self.order_id}"


class OutcomeMark(models.Model):
    """How far the outcomes of a shop's orders are worked out, and by which statuses and hours.

    When those change all are worked out anew, in the order of arrival; `after_at` and `after_id` are the last order
    done, `complete` says that none is left. How far the log is followed stands in the table `outcome_place`.
    """

    shop_id = models.BigIntegerField(primary_key=True)
    agreed = ArrayField(models.CharField(max_length=40), default=list)
    shipped = ArrayField(models.CharField(max_length=40), default=list)
    rules = models.CharField(max_length=32)
    after_at = models.DateTimeField(null=True)
    after_id = models.BigIntegerField(default=0)
    complete = models.BooleanField(default=False)

    class Meta:
        db_table = "outcome_marks"

    def __str__(self) -> str:
        return f"outcomes of shop {self.shop_id}"
