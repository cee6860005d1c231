"""At the shop's midnight: orders nobody reached for too long leave the phone and go to the head of sales."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from dozvon.core.actor import SYSTEM
from dozvon.core.hours import day_start, local_date
from dozvon.core.pipeline.decide import age_out
from dozvon.core.pipeline.queues import age_of
from dozvon.orders import rules
from dozvon.orders.events import OrderAged, subject_of
from dozvon.orders.models import OPEN, Order
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.events.actions import record
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

AT_ONCE = 500


def age(shop: Shop, now: datetime) -> int:
    """Turns the task of every order of the shop that has aged out; returns how many. Safe to repeat."""
    rule = read_pipeline(shop.pipeline_id).ageing
    if rule is None:
        return 0
    oldest_kept = day_start(shop.zone, local_date(shop.zone, now) - timedelta(days=rule.days))
    aged = 0
    while True:
        batch = _age_batch(shop, rule.task, list(rule.statuses), oldest_kept, now)
        aged += batch
        if batch < AT_ONCE:
            return aged


def _age_batch(
    shop: Shop,
    task_kind: str,
    statuses: list[str],
    oldest_kept: datetime,
    now: datetime,
) -> int:
    pipeline = read_pipeline(shop.pipeline_id)
    with transaction.atomic():
        orders = list(
            Order.objects.select_for_update(skip_locked=True)
            .filter(
                shop=shop,
                status_kind=OPEN,
                status__in=statuses,
                pursued_since__lt=oldest_kept,
            )
            .exclude(task_kind=task_kind)
            .order_by("id")[:AT_ONCE]
        )
        events = []
        for order in orders:
            order.shop = shop
            facts = rules.facts_of(order)
            task = age_out(
                pipeline,
                facts,
                age_of(pipeline, facts, now, shop.zone),
                now,
                shops.hours_of(shop),
            )
            if task is None:
                continue
            order.task_kind, order.task_due_at, order.task_role = (
                task.kind,
                task.due_at,
                pipeline.task[task.kind].role,
            )
            order.task_user_id = None
            order.version += 1
            label = rules.label(task.kind, pipeline.task[task.kind].title)
            events.append(OrderAged(subject_of(order), task=label))
        Order.objects.bulk_update(orders, ["task_kind", "task_due_at", "task_role", "task_user_id", "version"])
        record(SYSTEM, now, events)
    return len(orders)
