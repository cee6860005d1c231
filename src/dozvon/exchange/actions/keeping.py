"""What a person imports is kept for a while with what came of it; of refused rows the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from django.db import transaction
from django.urls import reverse

from dozvon.core.actor import Actor
from dozvon.exchange.headers import Kind
from dozvon.exchange.kept import OWNER
from dozvon.exchange.models import ImportedTable
from dozvon.exchange.outcomes import ERROR, Import, ImportedRow
from dozvon.platform.files import actions as files
from dozvon.platform.files import store
from dozvon.platform.files.errors import QuotaExceeded
from dozvon.platform.people.actions import NewNotice, notify
from dozvon.platform.people.addressees import Persons
from dozvon.shops.models import Shop

KEPT: Final = timedelta(days=30)
"""How long the table can be fetched again."""


@dataclass(frozen=True, slots=True)
class SentTable:
    """A table on its way in: who sent it, for which shop, and its bytes; none of the program's own."""

    actor: Actor
    kind: Kind
    shop: Shop
    content: bytes
    now: datetime


def sent(actor: Actor, kind: Kind, shop: Shop, source: BinaryIO, now: datetime) -> SentTable:
    """The table before it is read. A command acts as the program: its file, of any length, stands where it is."""
    if actor.user_id is None:
        return SentTable(actor, kind, shop, b"", now)
    content = source.read()
    source.seek(0)
    return SentTable(actor, kind, shop, content, now)


def keeping(table: SentTable, running: Import) -> Import:
    """The import, keeping the table before its first row is written and the counts after its last."""
    return running if table.actor.user_id is None else replace(running, outcomes=_kept(table, running.outcomes))


def _kept(table: SentTable, outcomes: Iterator[ImportedRow]) -> Iterator[ImportedRow]:
    row = _keep(table)
    read = refused = 0
    for outcome in outcomes:
        read += 1
        refused += outcome.outcome == ERROR
        yield outcome
    with transaction.atomic():
        ImportedTable.objects.filter(pk=row.pk).update(rows=read, refused=refused)
        if refused:
            _tell(table, read, refused)


def _keep(table: SentTable) -> ImportedTable:
    row = ImportedTable(
        kind=table.kind,
        shop=table.shop,
        user_id=table.actor.user_id,
        actor_label=table.actor.name[:120],
        at=table.now,
    )
    ending = "jsonl" if table.content.lstrip().startswith(b"{") else "csv"
    # A name of ours: one of the sender's may tell of a client.
    name = f"{table.kind}-{table.shop.code}-{table.now:%Y-%m-%d}.{ending}"
    received = store.receive([table.content], len(table.content))
    with transaction.atomic():
        row.save()
        try:
            files.own(received, OWNER, row.pk, name, table.now, table.now + KEPT)
        except QuotaExceeded:
            # The import goes on; only its table cannot be fetched again.
            return row
    return row


def _tell(table: SentTable, read: int, refused: int) -> None:
    counts = {"shop": table.shop.name, "refused": str(refused), "read": str(read)}
    told = NewNotice(f"import.{table.kind}", counts, reverse("imports"), shop_id=table.shop.pk)
    notify(table.actor, Persons(frozenset({table.actor.user_id or 0})), told, table.now)
