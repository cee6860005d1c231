"""Clients from a file: matched by phone and e-mail as every incoming contact is, or made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

import orjson
from django.db import IntegrityError, transaction

from dozvon.clients.actions.match import Key, NewClient, NewContact, match
from dozvon.clients.models import Contact
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.exchange.actions.keeping import keeping, sent
from dozvon.exchange.actions.opening import batches, shop_for
from dozvon.exchange.headers import Kind
from dozvon.exchange.outcomes import CREATED, DUPLICATE, ERROR, MERGED, Import, ImportedRow
from dozvon.exchange.rows import CHANNEL, Body, contacts, person, phones, text
from dozvon.exchange.sheets import SheetRow, open_sheet
from dozvon.intake.actions.single import TRIES
from dozvon.intake.reading import read_client
from dozvon.intake.schema import ClientIn, read
from dozvon.platform.inbox import actions as inbox
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """A row as a client, or why it cannot be one."""

    row: SheetRow
    client: NewClient | None
    errors: tuple[FieldError, ...] = ()


def import_clients(
    actor: Actor, shop_code: str, source: BinaryIO, said: Mapping[str, str], now: datetime, *, dry_run: bool = False
) -> Import:
    """Clients, their phones read as people of the shop's country write them; batches of 1,000, each kept as it came.

    A client we have keeps name, city and company and gains the contacts nobody has yet. A dry run writes nothing.
    Raises NotPermitted and ExchangeRefused.
    """
    shop = shop_for(actor, shop_code)
    table = None if dry_run else sent(actor, Kind.CLIENTS, shop, source, now)
    sheet = open_sheet(source, Kind.CLIENTS, said)
    if table is None:
        return Import(sheet.columns, _dry(sheet.rows, shop, now))
    return keeping(table, Import(sheet.columns, _real(actor, sheet.rows, shop, now)))


def _draft(row: SheetRow, shop: Shop, now: datetime) -> ClientDraft:
    if row.error is not None:
        return ClientDraft(row, None, (row.error,))
    found = row.cells
    listed = contacts(found["contacts"]) if "contacts" in found else []
    if isinstance(listed, FieldError):
        return ClientDraft(row, None, (listed,))
    numbers = [*phones(text(found.get("phone"))), *phones(text(found.get("extra_phone")))]
    numbers += [value for kind, value in listed if kind == "phone"]
    addresses = [value for kind, value in listed if kind == "email" and value != text(found.get("email"))]
    others = [NewContact(kind, value, value, matches=False) for kind, value in listed if kind not in _MATCHING]
    wrong = [
        FieldError("contacts", "too_long", {"limit": "254"}) for c in others if len(c.value) > 254 or len(c.kind) > 20
    ]
    bodies = [person(found) | ({"phone": numbers[0]} if numbers else {})]
    bodies += [{"phone": number} for number in dict.fromkeys(numbers[1:]) if number != numbers[0]]
    bodies += [{"email": address} for address in addresses]
    read_bodies = [_read(body, now) for body in bodies]
    errors = wrong + [error for one in read_bodies if isinstance(one, list) for error in one]
    if errors:
        return ClientDraft(row, None, tuple(errors))
    given = [read_client(one, shop).client for one in read_bodies if isinstance(one, ClientIn)]
    client = replace(given[0], contacts=_together(given, others))
    unknown = () if client.keys else (FieldError("phone", "no_way_to_recognise"),)
    return ClientDraft(row, client, unknown)


_MATCHING = frozenset({"phone", "email"})


def _read(body: Body, now: datetime) -> ClientIn | list[FieldError]:
    """The client with the intake's own limits: read as the client of an order."""
    order = read({"shop": "-", "channel": CHANNEL, "client": body}, now)
    if isinstance(order, list):
        return [FieldError(error.field.removeprefix("client."), error.code, error.params) for error in order]
    return order.client


def _together(given: Sequence[NewClient], others: Sequence[NewContact]) -> tuple[NewContact, ...]:
    """Every contact once, in the file's order."""
    every = [contact for one in given for contact in one.contacts] + list(others)
    found: dict[Key, NewContact] = {}
    for contact in every:
        found.setdefault((contact.kind, contact.value), contact)
    return tuple(found.values())


def _real(actor: Actor, rows: Iterator[SheetRow], shop: Shop, now: datetime) -> Iterator[ImportedRow]:
    for batch in batches(rows):
        sent = [{"row": row.number, "sent": row.sent} for row in batch]
        kept = inbox.keep(actor, "bulk", orjson.dumps(sent), None, now)
        drafts = [_draft(row, shop, now) for row in batch]
        done = _written([draft for draft in drafts if not draft.errors])
        # What failed is in the report: a client's row is no order that the intake could try again.
        inbox.mark_done(kept, now)
        yield from (done.get(draft.row.number) or _failed(draft) for draft in drafts)


def _failed(draft: ClientDraft) -> ImportedRow:
    return ImportedRow(draft.row.number, ERROR, None, draft.errors)


def _written(drafts: list[ClientDraft]) -> dict[int, ImportedRow]:
    """The clients in one transaction; begun again when another made the same; at last row by row."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                clients = [draft.client for draft in drafts if draft.client is not None]
                found = _outcomes(drafts, _known(clients))
                ids = match(clients)
            return {one.row: replace(one, id=pk) for one, pk in zip(found, ids, strict=True)}
        except IntegrityError:
            continue
    if len(drafts) == 1:
        failed = ImportedRow(drafts[0].row.number, ERROR, None, (FieldError("row", "conflict"),))
        return {failed.row: failed}
    return {row: outcome for draft in drafts for row, outcome in _written([draft]).items()}


def _known(clients: Iterable[NewClient]) -> set[Key]:
    """Those of the clients' keys by which somebody is known: one statement a kind."""
    keys = {key for client in clients for key in client.keys}
    found: set[Key] = set()
    for kind in {kind for kind, _ in keys}:
        values = [value for of, value in keys if of == kind]
        same = Contact.objects.filter(kind=kind, value__in=values, matches=True)
        found.update((kind, value) for value in same.values_list("value", flat=True))
    return found


def _outcomes(drafts: list[ClientDraft], known: set[Key]) -> list[ImportedRow]:
    """What matching makes of each client; `known` grows with the rows."""
    found = []
    for draft in drafts:
        keys = set(draft.client.keys) if draft.client is not None else set()
        outcome = CREATED if not keys & known else DUPLICATE if keys <= known else MERGED
        found.append(ImportedRow(draft.row.number, outcome))
        known |= keys
    return found


def _dry(rows: Iterator[SheetRow], shop: Shop, now: datetime) -> Iterator[ImportedRow]:
    """The same without writing; keys of earlier rows are remembered where the real import finds them written."""
    seen: set[Key] = set()
    for batch in batches(rows):
        drafts = [_draft(row, shop, now) for row in batch]
        good = [draft for draft in drafts if not draft.errors]
        seen |= _known(draft.client for draft in good if draft.client is not None)
        done = {one.row: one for one in _outcomes(good, seen)}
        yield from (done.get(draft.row.number) or _failed(draft) for draft in drafts)
