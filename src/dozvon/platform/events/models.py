"""The append-only history, and the log of who saw whose personal data.

A trigger refuses UPDATE and DELETE on both, but for what an act of erasure takes out of them. `Event.xid` is the
writing transaction: readers that follow the log read in the order (xid, id) and only transactions that are all
finished, so none is missed (see `serving.stream`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Now


class Event(models.Model):
    """One thing that happened. `body` holds codes and, for history, the labels as they were then."""

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    shop_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120, blank=True)
    body = models.JSONField(default=dict)

    class Meta:
        db_table = "events"
        indexes = [
            models.Index(fields=["order_id", "id"], name="events_of_order"),
            # What happened to an order is found by the order: nobody asks for it by its client alone.
            models.Index(fields=["client_id", "id"], name="events_of_client", condition=Q(order_id__isnull=True)),
            # Today's calls are counted live; what came before is not read for it.
            models.Index(fields=["shop_id", "at"], name="events_of_actions", condition=Q(kind="order.action")),
            # Whether an action was undone is asked of each that is counted: by its id (`effective_actions`).
            models.Index(
                Cast(KeyTextTransform("event", "body"), models.BigIntegerField()),
                name="events_undone",
                condition=Q(kind="order.undone"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def told_of(client_ids: Sequence[int], order_ids: Sequence[int], lent_orders: Sequence[int] = ()) -> Q:
    """The events that tell of clients: their own, those of their orders, and of orders lent to them by a merge what
    happened while they were theirs.
    """
    own = Q(order_id__isnull=True, client_id__in=client_ids)
    return own | Q(order_id__in=order_ids) | Q(order_id__in=lent_orders, client_id__in=client_ids)


class Access(models.Model):
    """One look at personal data: by whom, at what, whose."""

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=40)
    order_ids = ArrayField(models.BigIntegerField(), default=list)
    client_ids = ArrayField(models.BigIntegerField(), default=list)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "access_log"
        indexes = [
            models.Index(fields=["at", "id"], name="access_by_time"),
            models.Index(fields=["actor_id", "at", "id"], name="access_by_person"),
            # A list notes fifty clients at once: they wait in a short list before the index takes them in.
            GinIndex(fields=["client_ids"], name="access_of_client", gin_pending_list_limit=256),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Erasure(models.Model):
    """An act of erasure: who took whose words out of the database, when and why. Only ever added to."""

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120, blank=True)
    client_ids = ArrayField(models.BigIntegerField())
    order_ids = ArrayField(models.BigIntegerField())
    reason = models.CharField(max_length=300)

    class Meta:
        db_table = "erasures"

    def __str__(self) -> str:
        return f"erasure {self.pk}"
