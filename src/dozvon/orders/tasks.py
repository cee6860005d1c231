"""What is done to orders by the clock alone."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from dozvon.orders.actions.age import age
from dozvon.orders.actions.carry_delivery import carry_delivery
from dozvon.platform.jobs import periodic
from dozvon.shops.models import Shop

log = logging.getLogger(__name__)


@periodic("orders.age", cron="*/5 * * * *", queue="ageing")
def age_orders(due: datetime) -> None:
    """Takes orders nobody reached for too long off the phone, within five minutes of each shop's midnight."""
    for shop in Shop.objects.order_by("id"):
        aged = age(shop, timezone.now())
        if aged:
            log.info("orders left the phone", extra={"shop": shop.code, "orders": aged})


MOST_BATCHES = 50
"""Of a minute: 50,000 orders of an earlier version, a million in twenty minutes."""


@periodic("orders.carry_delivery", cron="* * * * *")
def carry_old_delivery(due: datetime) -> None:
    """Carries the delivery of orders of an earlier version over to its columns."""
    for _ in range(MOST_BATCHES):
        if not carry_delivery():
            return
