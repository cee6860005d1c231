"""Asking connected shops for what their webhooks did not bring, and for what they sell."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dozvon.intake.actions import pulling
from dozvon.intake.errors import CannotPull
from dozvon.platform.connections.models import OFF, Connection
from dozvon.platform.jobs import enqueue, periodic, task

log = logging.getLogger(__name__)


@periodic("shops.pull", cron="*/10 * * * *")
def pull_all(due: datetime) -> None:
    """A job for each connected shop: one that is slow holds up no other."""
    with transaction.atomic():
        for source_id in Connection.objects.filter(port="shop").exclude(state=OFF).values_list("pk", flat=True):
            enqueue(pull_orders, once=f"shops.pull {source_id}", source_id=source_id)


@periodic("shops.products", cron="20 */2 * * *")
def pull_all_products(due: datetime) -> None:
    """The catalogues of connected shops."""
    with transaction.atomic():
        for source_id in Connection.objects.filter(port="shop").exclude(state=OFF).values_list("pk", flat=True):
            enqueue(pull_shop, once=f"shops.products {source_id}", source_id=source_id)


@task("shops.pull_orders", attempts=1)
def pull_orders(source_id: int) -> None:
    """Orders that changed since the last pull; the next run goes on where this one breaks off."""
    _pull(source_id, products=False)


@task("shops.pull_shop", attempts=1)
def pull_shop(source_id: int) -> None:
    """Orders and products."""
    _pull(source_id, products=True)


def _pull(source_id: int, *, products: bool) -> None:
    source = Connection.objects.filter(pk=source_id).first()
    if source is None:
        return
    try:
        pulling.pull(source, timezone.now(), products=products)
    except CannotPull as error:
        log.warning("a shop could not be pulled", extra={"connection": source.code, "reason": str(error)})
