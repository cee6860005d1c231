"""Exports as streams of bytes: CSV for spreadsheets, JSON lines for programs. Every page is in the access log."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson

from dozvon.catalog import queries as catalog
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.clients.queries import contacts_of
from dozvon.clients.records import client_record
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import SEE_ORDERS
from dozvon.exchange import pages, records
from dozvon.exchange.cells import at_path, cell_text
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.pages import ExportPeriod
from dozvon.exchange.permissions import EXPORT_TABLES
from dozvon.exchange.records import Record
from dozvon.orders.queries import lines_of
from dozvon.orders.records import order_record
from dozvon.platform.events.actions import record_access
from dozvon.platform.events.records import event_record
from dozvon.shipments.queries import shipment_record, shipments_of
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop


class What(StrEnum):
    """What can be exported."""

    ORDERS = "orders"
    CLIENTS = "clients"
    EVENTS = "events"
    PRODUCTS = "products"


class Format(StrEnum):
    """How it is written. `excel` is CSV with a byte order mark and semicolons, as Excel in Russia and Ukraine opens."""

    CSV = "csv"
    EXCEL = "excel"
    JSONL = "jsonl"


COLUMNS = {
    What.ORDERS: records.ORDER_COLUMNS,
    What.CLIENTS: records.CLIENT_COLUMNS,
    What.EVENTS: records.EVENT_COLUMNS,
    What.PRODUCTS: records.PRODUCT_COLUMNS,
}


@dataclass(frozen=True, slots=True)
class ExportedPage:
    """Some records, and whose they are, for the access log."""

    records: list[Record]
    order_ids: list[int]
    client_ids: list[int]


def export(
    actor: Actor,
    what: What,
    form: Format,
    now: datetime,
    shop_code: str | None = None,
    span: ExportPeriod | None = None,
) -> Iterator[bytes]:
    """The export in pieces; without a shop of all shops the actor sees.

    Raises, before the first piece, NotPermitted and ExchangeRefused (no such shop).
    """
    if not _may(actor, what):
        raise NotPermitted
    shop = shops.shop_by_code(actor, shop_code) if shop_code else None
    if shop_code and shop is None:
        raise ExchangeRefused("unknown_shop", {"value": shop_code[:80]})
    wanted = span or ExportPeriod()
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise ExchangeRefused("since_after_until")
    days = f"{wanted.since or ''}..{wanted.until or ''}"
    detail = f"{form} shop={shop.code if shop else '*'} {days}"
    return _logged(actor, what, now, detail, form, _PAGES[what](actor, shop, wanted))


def _may(actor: Actor, what: What) -> bool:
    """Whether the actor may have such a table; products are no personal data, and their keeper works on them so."""
    if what is What.PRODUCTS and actor.may(MANAGE_CATALOG):
        return True
    seen = SEE_CLIENTS if what is What.CLIENTS else SEE_ORDERS
    return actor.may(EXPORT_TABLES) and actor.may(seen)


def _logged(
    actor: Actor, what: What, now: datetime, detail: str, form: Format, found: Iterator[ExportedPage]
) -> Iterator[bytes]:
    """Begins with a row of the access log, so that an export of nothing, or a broken one, is there too."""
    record_access(actor, now, f"export.{what}", detail=detail)
    if form is not Format.JSONL:
        yield _head(what, form)
    for page in found:
        if what is not What.PRODUCTS:
            record_access(actor, now, f"export.{what}", page.order_ids, page.client_ids, detail)
        yield _lines(page.records) if form is Format.JSONL else _rows(page.records, what, form)


def _lines(found: list[Record]) -> bytes:
    return b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in found)


def _head(what: What, form: Format) -> bytes:
    mark = b"\xef\xbb\xbf" if form is Format.EXCEL else b""
    return mark + _table([list(COLUMNS[what])], form)


def _rows(found: list[Record], what: What, form: Format) -> bytes:
    return _table([[cell_text(at_path(record, path)) for path in COLUMNS[what]] for record in found], form)


def _table(rows: list[list[str]], form: Format) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";" if form is Format.EXCEL else ",", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _orders(actor: Actor, shop: Shop | None, span: ExportPeriod) -> Iterator[ExportedPage]:
    for page in pages.order_pages(actor, [shop] if shop else shops.shops_of(actor), span):
        ids, client_ids = [order.pk for order in page], list({order.client_id for order in page})
        lines, contacts = lines_of(ids), contacts_of(client_ids)
        sent = shipments_of(page)
        found = [
            order_record(order, lines[order.pk], contacts[order.client_id])
            | {"shipments": [shipment_record(one) for one in sent[order.pk]]}
            for order in page
        ]
        yield ExportedPage(found, ids, client_ids)


def _clients(actor: Actor, shop: Shop | None, span: ExportPeriod) -> Iterator[ExportedPage]:
    for page in pages.client_pages(actor, shop, span):
        ids = [client.pk for client in page]
        contacts = contacts_of(ids)
        yield ExportedPage([client_record(client, contacts[client.pk]) for client in page], [], ids)


def _events(actor: Actor, shop: Shop | None, span: ExportPeriod) -> Iterator[ExportedPage]:
    codes = {known.pk: known.code for known in shops.shops_of(actor)}
    for page in pages.event_pages(actor, shop, span):
        found = [event_record(event, codes.get(event.shop_id or 0)) for event in page]
        order_ids = {event.order_id for event in page if event.order_id is not None}
        client_ids = {event.client_id for event in page if event.client_id is not None}
        yield ExportedPage(found, sorted(order_ids), sorted(client_ids))


def _products(actor: Actor, shop: Shop | None, span: ExportPeriod) -> Iterator[ExportedPage]:
    for one in [shop] if shop else shops.shops_of(actor):
        for page in catalog.batches_of_products(one, pages.AT_ONCE):
            yield ExportedPage([records.product(product, one) for product in page], [], [])


_PAGES: dict[What, Callable[[Actor, Shop | None, ExportPeriod], Iterator[ExportedPage]]] = {
    What.ORDERS: _orders,
    What.CLIENTS: _clients,
    What.EVENTS: _events,
    What.PRODUCTS: _products,
}
