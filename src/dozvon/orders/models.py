"""Orders. The current task and the claim live in the order's row, so that the database can hold the one rule:

an open order has exactly one task with a due time, a closed one has none (domain, section 1).
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

OPEN, WON, LOST = "open", "won", "lost"

_HAS_TASK = Q(task_kind__isnull=False, task_due_at__isnull=False)
_NO_TASK = Q(
    task_kind__isnull=True,
    task_due_at__isnull=True,
    task_role__isnull=True,
    task_user__isnull=True,
)


class Order(models.Model):
    """One request on its way. See `core.pipeline.facts.OrderFacts` for the meaning of the counters.

    `pipeline` is the version the order was last decided by; `skus` are the codes of its main products;
    `fields` the values of actions' own fields; money is in `currency`, two decimals. For the columns of delivery see
    `delivery.rules.Delivery`: they are read and written by `orders.delivering`.
    """

    number = models.BigIntegerField(
        unique=True,
        db_default=Func(
            Value("order_numbers"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
    )
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, db_index=False)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    # That the version exists is held by the foreign key of the status (migration 0002).
    pipeline = models.ForeignKey(
        "pipelines.PipelineVersion", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    status = models.CharField(max_length=40)
    status_kind = models.CharField(max_length=4)

    task_kind = models.CharField(max_length=40, null=True)
    task_due_at = models.DateTimeField(null=True)
    task_role = models.CharField(max_length=20, null=True)
    task_user = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    claimed_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    claimed_until = models.DateTimeField(null=True)
    responsible = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_total = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, null=True)
    received_at = models.DateTimeField()
    pursued_since = models.DateTimeField()
    first_call_at = models.DateTimeField(null=True)
    last_call_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    zone = models.CharField(max_length=64)
    channel = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120, null=True)
    intake_id = models.BigIntegerField(null=True)
    intake_row = models.PositiveIntegerField(null=True)
    skus = ArrayField(models.CharField(max_length=64), default=list)
    currency = models.CharField(max_length=3)
    goods_total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    delivery_total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    delivery_way = models.CharField(max_length=40, db_default="")
    delivery_title = models.CharField(max_length=120, db_default="")
    delivery_carrier = models.CharField(max_length=40, db_default="")
    delivery_named = models.BooleanField(db_default=False)
    delivery_date = models.DateField(null=True)
    delivery_hours = models.CharField(max_length=11, db_default="")
    delivery_point = models.CharField(max_length=40, db_default="")
    total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    comment = models.TextField(blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    address = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders"
        constraints = [
            models.CheckConstraint(
                name="orders_open_has_task_closed_has_none",
                condition=(Q(status_kind=OPEN) & _HAS_TASK) | (Q(status_kind__in=[WON, LOST]) & _NO_TASK),
            ),
            models.CheckConstraint(
                name="orders_claim_is_whole",
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
            models.CheckConstraint(
                name="orders_closed_when_closed",
                condition=Q(status_kind=OPEN, closed_at__isnull=True)
                | (~Q(status_kind=OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="orders_closed_is_not_claimed",
                condition=Q(status_kind=OPEN) | Q(claimed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="orders_total_adds_up",
                condition=Q(total=F("goods_total") + F("delivery_total")),
            ),
            models.CheckConstraint(
                name="orders_money_not_negative",
                condition=Q(goods_total__gte=0, delivery_total__gte=0),
            ),
            models.CheckConstraint(
                name="orders_attempts_in_total",
                condition=Q(attempts_total__gte=F("attempts")),
            ),
            models.CheckConstraint(
                name="orders_pursued_after_arrival",
                condition=Q(pursued_since__gte=F("received_at")),
            ),
            models.UniqueConstraint(
                fields=["shop", "external_id"],
                name="orders_external_once",
                condition=Q(external_id__isnull=False),
            ),
            # A row of an intake becomes an order once, also when a retry overlaps with what was thought dead.
            models.UniqueConstraint(
                fields=["intake_id", "intake_row"],
                name="orders_of_intake_once",
                condition=Q(intake_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "status", "task_due_at", "id"],
                # What tells the tabs and kinds of tasks apart comes along: counting them reads the index alone.
                include=["attempts", "received_at", "pursued_since", "task_kind"],
                name="orders_open_due",
                condition=Q(status_kind=OPEN),
            ),
            # New orders go out oldest first, whatever their tasks' times.
            models.Index(
                fields=["shop", "status", "received_at", "id"],
                name="orders_open_received",
                condition=Q(status_kind=OPEN),
            ),
            # Work lists ask for tasks of one kind, whatever the status.
            models.Index(
                fields=["shop", "task_kind", "task_due_at", "id"],
                name="orders_open_tasks",
                condition=Q(status_kind=OPEN),
            ),
            models.Index(fields=["client", "received_at"], name="orders_of_client"),
            models.Index(fields=["shop", "received_at", "id"], name="orders_received"),
            # Open orders of a status are found by `orders_open_received`: an action on one writes no entry here.
            models.Index(
                fields=["shop", "status", "received_at", "id"],
                name="orders_closed_received",
                condition=~Q(status_kind=OPEN),
            ),
            # Always empty: that there is none is seen without reading the open orders.
            models.Index(
                fields=["shop", "received_at", "id"],
                name="orders_unguarded",
                condition=Q(status_kind=OPEN) & (Q(task_due_at__isnull=True) | Q(task_kind__isnull=True)),
            ),
            models.Index(
                fields=["claimed_by"],
                name="orders_claimed",
                condition=Q(claimed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.number}"


class OrderLine(models.Model):
    """A position of an order; `total` = price × quantity less the discount, rounded to cents (`core.money`)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=14, decimal_places=2)
    role = models.CharField(max_length=9, default="main")
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "order_lines"
        constraints = [
            models.CheckConstraint(name="order_lines_quantity", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="order_lines_price",
                condition=Q(price__isnull=True) | Q(price__gte=0),
            ),
            models.CheckConstraint(
                name="order_lines_discount",
                condition=Q(discount_percent__range=(0, 100)),
            ),
            models.CheckConstraint(name="order_lines_role", condition=Q(role__in=["main", "secondary"])),
        ]

    def __str__(self) -> str:
        return self.name
