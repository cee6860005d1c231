"""Orders from a file: through the intake's own bulk action, so that they are matched, flagged and kept like others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

import orjson

from dozvon.core import money
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.exchange import cells
from dozvon.exchange.actions.keeping import keeping, sent
from dozvon.exchange.actions.opening import batches, shop_for
from dozvon.exchange.headers import Kind
from dozvon.exchange.outcomes import CREATED, DUPLICATE, ERROR, LINE, Import, ImportedRow
from dozvon.exchange.rows import OrderRows, OwnIds, by_order, order_body
from dozvon.exchange.sheets import open_sheet
from dozvon.intake.actions.bulk import take_in_bulk
from dozvon.intake.errors import RowResult
from dozvon.intake.schema import OrderIn, read
from dozvon.orders.models import Order
from dozvon.shops.models import Shop


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order of the file: the rows it stands in, and what intake is to take, or why it cannot."""

    order: OrderRows
    body: dict[str, Any]
    errors: tuple[FieldError, ...] = ()


def import_orders(
    actor: Actor, shop_code: str, source: BinaryIO, said: Mapping[str, str], now: datetime, *, dry_run: bool = False
) -> Import:
    """Orders into the shop, in batches of 1,000, each kept as a raw intake; `now` is when they came if no row says so.

    An order is known by its external id, else by its number, else by all that its rows say: the same file again
    makes nothing new. A dry run writes nothing. Raises NotPermitted and ExchangeRefused.
    """
    shop = shop_for(actor, shop_code)
    table = None if dry_run else sent(actor, Kind.ORDERS, shop, source, now)
    sheet = open_sheet(source, Kind.ORDERS, said)
    drafts = _drafts(by_order(sheet.rows), shop)
    if table is None:
        return Import(sheet.columns, _dry(drafts, shop, now))
    return keeping(table, Import(sheet.columns, _real(actor, drafts, now)))


def _drafts(orders: Iterator[OrderRows], shop: Shop) -> Iterator[OrderDraft]:
    own_ids = OwnIds()
    for order in orders:
        body = order.first.error or order_body(order, shop)
        if isinstance(body, FieldError):
            yield OrderDraft(order, {}, (body,))
        else:
            body.setdefault("external_id", own_ids.of(body))
            yield OrderDraft(order, body)


def _real(actor: Actor, drafts: Iterator[OrderDraft], now: datetime) -> Iterator[ImportedRow]:
    for batch in batches(drafts):
        good = [draft for draft in batch if not draft.errors]
        results: dict[int, RowResult] = {}
        if good:
            taken = take_in_bulk(actor, orjson.dumps([draft.body for draft in good]), now)
            results = {good[result.index].order.first.number: result for result in taken}
        for draft in batch:
            yield from _told(draft, results.get(draft.order.first.number), now)


def _told(draft: OrderDraft, result: RowResult | None, now: datetime) -> Iterator[ImportedRow]:
    if result is None:
        return _of(draft, ERROR, None, draft.errors)
    if result.errors:
        return _of(draft, ERROR, None, result.errors)
    outcome = DUPLICATE if result.duplicate else CREATED
    return _of(draft, outcome, result.order_id, () if result.duplicate else _remarks(draft, now))


def _of(draft: OrderDraft, outcome: str, order_id: int | None, errors: Sequence[FieldError]) -> Iterator[ImportedRow]:
    """The order's first row, and its further positions: they share its lot."""
    yield ImportedRow(draft.order.first.number, outcome, order_id, tuple(errors))
    for row in draft.order.rows[1:]:
        yield ImportedRow(row.number, LINE if outcome == CREATED else outcome, order_id, tuple(errors))


def _remarks(draft: OrderDraft, now: datetime) -> list[FieldError]:
    """A total that is not that of the lines: delivery or a discount on the whole order, which intake does not take."""
    said = draft.order.first.cells.get("totals.total")
    order = read(draft.body, now) if said is not None else []
    if isinstance(order, list):
        return []
    try:
        differs = Decimal(cells.number(str(said))) != _total(order)
    except InvalidOperation:
        differs = True
    return [FieldError("totals.total", "total_differs", {"value": str(said)[:40]})] if differs else []


def _total(order: OrderIn) -> Decimal:
    return money.total(money.line_total(line.price, line.quantity, line.discount_percent) for line in order.lines)


def _dry(drafts: Iterator[OrderDraft], shop: Shop, now: datetime) -> Iterator[ImportedRow]:
    """The same without writing; ids of earlier rows are remembered where the real import finds them in the database."""
    seen: set[str] = set()
    for batch in batches(drafts):
        ids = [draft.body["external_id"] for draft in batch if draft.body]
        storable = [code for code in ids if "\x00" not in code]
        known = Order.objects.filter(shop=shop, external_id__in=storable).values_list("external_id", flat=True)
        seen.update(code for code in known if code)
        for draft in batch:
            order = list(draft.errors) or read(draft.body, now)
            if isinstance(order, list):
                yield from _of(draft, ERROR, None, order)
            elif order.external_id in seen:
                yield from _of(draft, DUPLICATE, None, ())
            else:
                seen.add(order.external_id or "")
                yield from _of(draft, CREATED, None, _remarks(draft, now))
