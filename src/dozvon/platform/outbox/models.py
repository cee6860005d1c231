"""What is to go out, what was tried, and which other sides are left alone for a while."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

WAITING: Final = "waiting"
DONE: Final = "done"
GIVEN_UP: Final = "given_up"
STATES: Final = (WAITING, DONE, GIVEN_UP)


class Outgoing(models.Model):
    """One call to make. `kind` names its handler, `target` the other side: limits and the breaker go by it.

    `key` is the same at every attempt: the receiver knows by it what it has already. Of rows with one `ordering`, none
    goes before an earlier one is done or given up. `leased_until` is set while an attempt is under way; one that was
    killed is tried again after it.
    """

    kind = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=80, unique=True)
    ordering = models.CharField(max_length=80, default="", blank=True)
    shop_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, default=WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    give_up_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox"
        constraints = [models.CheckConstraint(name="outbox_state", condition=Q(state__in=STATES))]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=Q(state=WAITING)),
            models.Index(fields=["ordering", "id"], name="outbox_ordering", condition=Q(state=WAITING)),
            models.Index(fields=["target", "-id"], name="outbox_of_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Attempt(models.Model):
    """One try of a call, or one question: when, how long it took, what came back. Never with a secret.

    `reason` is a code of `egress.errors.REASONS` or words of the other side; empty where it went well. `answer` is the
    beginning of what came back.
    """

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, null=True, related_name="tries")
    target = models.CharField(max_length=80)
    what = models.CharField(max_length=200)
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    succeeded = models.BooleanField()
    reason = models.CharField(max_length=300, default="", blank=True)
    answer = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "outbox_attempts"
        indexes = [
            models.Index(fields=["target", "-id"], name="outbox_attempts_of_target"),
            models.Index(fields=["at"], name="outbox_attempts_by_time"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Breaker(models.Model):
    """Failures of one other side in a row. From the limit on it is open: nobody calls until `retry_at`.

    Then one call may try (half open); it closes the breaker or puts `retry_at` off for longer.
    """

    target = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "outbox_breakers"

    def __str__(self) -> str:
        return f"breaker of {self.target}"
