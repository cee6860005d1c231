"""Up to 5,000 orders at once: a bad row does not spoil the others."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.intake.actions.single import TRIES
from dozvon.intake.actions.taking import Checked, demand_intake, lost_race, order_errors, reread, take, taken_before
from dozvon.intake.errors import IntakeRefused, RowResult
from dozvon.intake.reading import ReadClient, read_client
from dozvon.intake.schema import MOST_ROWS, OrderIn, read
from dozvon.orders.models import Order
from dozvon.platform.inbox import actions as inbox
from dozvon.platform.inbox.models import InboxMessage
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

AT_ONCE = 1000
"""Rows in one transaction."""
TURN = 0.0005
"""Seconds for which a thread that reads keeps the interpreter: by Python's own ten times that, nothing is gained."""
_USUAL_TURN = sys.getswitchinterval()

Key = int | tuple[int, str]


def take_in_bulk(actor: Actor, body: bytes, now: datetime) -> list[RowResult]:
    """One result for each row, in order. Raises NotPermitted, and IntakeRefused when the body is no list of rows."""
    demand_intake(actor)
    return process(actor, inbox.keep(actor, "bulk", body, None, now), now)


def process(actor: Actor, kept: InboxMessage, now: datetime) -> list[RowResult]:
    """Takes in the rows of a kept intake: all, or, on a retry, those that failed before."""
    content = _rows(kept)
    if isinstance(content, FieldError):
        inbox.mark_failed(kept, [content], now)
        raise IntakeRefused([content], kept.pk, not_json=content.code == "not_json")
    results: list[RowResult] = []
    with closing(_checked(actor, content, kept.failed_rows or range(len(content)), now)) as parts:
        for good, bad in parts:
            results += [*bad, *(_take_chunk(actor, good, kept.pk, now) if good else ())]
    results.sort(key=lambda result: result.index)
    _close(kept, results, now)
    return results


def _rows(kept: InboxMessage) -> list[object] | FieldError:
    content = inbox.parse(bytes(kept.body))
    if isinstance(content, FieldError):
        return content
    if not isinstance(content, list):
        return FieldError("body", "not_list")
    if len(content) > MOST_ROWS:
        return FieldError("body", "too_many", {"limit": str(MOST_ROWS)})
    return content


def _checked(
    actor: Actor, content: list[object], wanted: Sequence[int], now: datetime
) -> Generator[tuple[list[Checked], list[RowResult]]]:
    """Up to AT_ONCE rows at a time, the good ones and what became of the others.

    The next rows are read by a thread while PostgreSQL takes the last ones in: neither waits for the other.
    """
    known: dict[str, Shop | None] = {}
    parts = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    with ThreadPoolExecutor(1, "intake") as pool, _short_turns():
        ahead: Future[list[_Read]] | None = None
        for place, part in enumerate(parts):
            found = ahead.result() if ahead is not None else _read(content, part, known, now)
            checked_rows = _check(actor, found, known, now)
            if place + 1 < len(parts):
                ahead = pool.submit(_read_apart, content, parts[place + 1], dict(known), now)
            yield checked_rows


@contextmanager
def _short_turns() -> Iterator[None]:
    """Lets whoever writes go on soon after each answer of the database, while another thread reads."""
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(_USUAL_TURN)


@dataclass(frozen=True, slots=True)
class _Read:
    """A row as it was read; its client only where the shop was known by then."""

    index: int
    order: OrderIn | list[FieldError]
    client: ReadClient | None


def _read_apart(
    content: list[object], places: Sequence[int], known: Mapping[str, Shop | None], now: datetime
) -> list[_Read]:
    """For a thread of its own: what it opened is closed."""
    try:
        return _read(content, places, known, now)
    finally:
        connection.close()


def _read(content: list[object], places: Sequence[int], known: Mapping[str, Shop | None], now: datetime) -> list[_Read]:
    found = []
    for index in places:
        order = read(content[index], now)
        shop = None if isinstance(order, list) else known.get(order.shop)
        client = None if shop is None or isinstance(order, list) else read_client(order.client, shop)
        found.append(_Read(index, order, client))
    return found


def _check(
    actor: Actor, found: Sequence[_Read], known: dict[str, Shop | None], now: datetime
) -> tuple[list[Checked], list[RowResult]]:
    """Asks for shops that are not `known` yet."""
    good: list[Checked] = []
    bad: list[RowResult] = []
    for one in found:
        order = one.order
        if isinstance(order, list):
            bad.append(RowResult(one.index, errors=order))
            continue
        if order.shop not in known:
            known[order.shop] = shops.shop_by_code(actor, order.shop)
        shop = known[order.shop]
        if shop is None:
            errors = [FieldError("shop", "unknown_shop", {"value": order.shop})]
        else:
            errors = order_errors(actor, order, shop, now)
        if shop is None or errors:
            bad.append(RowResult(one.index, errors=errors))
        else:
            good.append(Checked(one.index, order, shop, one.client or read_client(order.client, shop)))
    return good, bad


def _take_chunk(actor: Actor, rows: list[Checked], raw_id: int, now: datetime) -> list[RowResult]:
    """The rows in one transaction; begun again when another took the same in; at last row by row."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return list(_take_once(actor, rows, raw_id, now))
        except DatabaseError as error:
            if not lost_race(error):
                raise
            rows = reread(rows)
    if len(rows) == 1:
        return [RowResult(rows[0].row, errors=[FieldError("body", "conflict")])]
    return [result for row in rows for result in _take_chunk(actor, [row], raw_id, now)]


def _take_once(actor: Actor, rows: list[Checked], raw_id: int, now: datetime) -> Iterator[RowResult]:
    known = _known(rows)
    before = taken_before(raw_id)
    fresh: dict[Key, Checked] = {}
    for row in rows:
        if _key(row) not in known and row.row not in before:
            fresh.setdefault(_key(row), row)
    made = dict(zip(fresh, take(actor, list(fresh.values()), raw_id, now), strict=True))
    for row in rows:
        key = _key(row)
        order_id = before.get(row.row) or known.get(key) or made[key]
        yield RowResult(row.row, order_id, duplicate=fresh.get(key) is not row)


def _key(row: Checked) -> Key:
    """What makes two rows the same order: the shop's own id; without one only the row itself."""
    return row.row if row.order.external_id is None else (row.shop.pk, row.order.external_id)


def _known(rows: list[Checked]) -> dict[Key, int]:
    """Orders that some of the rows already are: one statement a shop."""
    by_shop: dict[int, list[str]] = {}
    for row in rows:
        if row.order.external_id is not None:
            by_shop.setdefault(row.shop.pk, []).append(row.order.external_id)
    found: dict[Key, int] = {}
    for shop_id, external_ids in by_shop.items():
        same = Order.objects.filter(shop_id=shop_id, external_id__in=external_ids)
        found.update({(shop_id, code or ""): pk for pk, code in same.values_list("pk", "external_id")})
    return found


def _close(kept: InboxMessage, results: list[RowResult], now: datetime) -> None:
    failed = [result for result in results if result.errors]
    if not failed:
        inbox.mark_done(kept, now)
        return
    errors = [{"index": r.index, "errors": [inbox.stored_error(error) for error in r.errors]} for r in failed]
    inbox.mark_partly(kept, errors, [result.index for result in failed], now)
