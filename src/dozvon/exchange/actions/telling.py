"""Whoever imported a file is told when rows of it were refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.exchange.headers import Kind
from dozvon.exchange.outcomes import ERROR, Import, ImportedRow
from dozvon.platform.people.actions import NewNotice, notify
from dozvon.platform.people.addressees import Persons
from dozvon.shops.models import Shop


def telling(actor: Actor, kind: Kind, shop: Shop, running: Import, now: datetime) -> Import:
    """The import, telling the actor once its last row is written; the program itself is told nothing."""
    return replace(running, outcomes=_counted(actor, kind, shop, running.outcomes, now))


def _counted(
    actor: Actor, kind: Kind, shop: Shop, outcomes: Iterator[ImportedRow], now: datetime
) -> Iterator[ImportedRow]:
    read = refused = 0
    for outcome in outcomes:
        read += 1
        refused += outcome.outcome == ERROR
        yield outcome
    if refused and actor.user_id is not None:
        counts = {"shop": shop.name, "refused": str(refused), "read": str(read)}
        with transaction.atomic():
            told = NewNotice(f"import.{kind}", counts, shop_id=shop.pk)
            notify(actor, Persons(frozenset({actor.user_id})), told, now)
