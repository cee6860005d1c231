"""What came from outside, kept before it is read, so that nothing sent is ever lost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

RECEIVED, DONE, FAILED, PARTLY = "received", "done", "failed", "partly"


class InboxMessage(models.Model):
    """The bytes as they came, and what its reader made of them.

    `kind` names the reader. What a connection's hook brought is unique by the connection and `external_id`, the
    sender's own id of the message or a hash of its body; `sent` holds the parts of the request that the reader needs
    besides the body. What came by the API has a sender, `actor_id`, and perhaps an idempotency key. `errors` names what
    is wrong; `order_id` is the order made of it; `failed_rows` are the rows of a bulk that could not be taken in.
    `emptied_at` is when its body was thrown away, long after it was done.
    """

    received_at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=8, default=RECEIVED)
    body = models.BinaryField()
    connection_id = models.BigIntegerField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    sent = models.JSONField(null=True)
    idempotency_key = models.CharField(max_length=255, null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120, blank=True)
    order_id = models.BigIntegerField(null=True)
    errors = models.JSONField(default=list)
    failed_rows = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox"
        constraints = [
            models.CheckConstraint(name="inbox_state", condition=Q(state__in=[RECEIVED, DONE, FAILED, PARTLY])),
            models.UniqueConstraint(
                name="inbox_once",
                fields=["connection_id", "external_id"],
                condition=Q(connection_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="inbox_unfinished", condition=~Q(state=DONE)),
            models.Index(
                fields=["connection_id"],
                name="inbox_waiting",
                condition=Q(connection_id__isnull=False) & ~Q(state=DONE),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class ForgedMessage(models.Model):
    """A message that nobody could vouch for: when it came, how large it was and from where; never what it said."""

    received_at = models.DateTimeField(db_default=Now())
    connection_id = models.BigIntegerField()
    size = models.PositiveIntegerField()
    address = models.CharField(max_length=45)

    class Meta:
        db_table = "inbox_forged"
        indexes = [models.Index(fields=["connection_id", "received_at"], name="inbox_forged_by_connection")]

    def __str__(self) -> str:
        return f"forged {self.pk}"
