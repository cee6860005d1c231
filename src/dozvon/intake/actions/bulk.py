"""Up to 5,000 orders at once: a bad row does not spoil the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import DatabaseError, transaction

from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import FieldError
from dozvon.intake.actions import raw
from dozvon.intake.actions.single import TRIES
from dozvon.intake.actions.taking import Checked, checked, lost_race, reread, take, taken_before
from dozvon.intake.errors import IntakeRefused, RowResult
from dozvon.intake.models import RawIntake
from dozvon.intake.schema import MOST_ROWS, read
from dozvon.orders.models import Order
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

AT_ONCE = 1000
"""Rows in one transaction."""

Key = int | tuple[int, str]


def take_in_bulk(actor: Actor, body: bytes, now: datetime) -> list[RowResult]:
    """One result for each row, in order. Raises NotPermitted, and IntakeRefused when the body is no list of rows."""
    return process(actor, raw.keep(actor, "bulk", body, None, now), now)


def process(actor: Actor, kept: RawIntake, now: datetime) -> list[RowResult]:
    """Takes in the rows of a kept intake: all, or, on a retry, those that failed before."""
    content = _rows(kept)
    if isinstance(content, FieldError):
        raw.failed(kept, [content], now)
        raise IntakeRefused([content], kept.pk, not_json=content.code == "not_json")
    wanted = kept.failed_rows or range(len(content))
    good, results = _check(actor, content, wanted, now)
    for start in range(0, len(good), AT_ONCE):
        results += _take_chunk(actor, good[start : start + AT_ONCE], kept.pk, now)
    results.sort(key=lambda result: result.index)
    _close(kept, results, now)
    return results


def _rows(kept: RawIntake) -> list[object] | FieldError:
    content = raw.parse(bytes(kept.body))
    if isinstance(content, FieldError):
        return content
    if not isinstance(content, list):
        return FieldError("body", "not_list")
    if len(content) > MOST_ROWS:
        return FieldError("body", "too_many", {"limit": str(MOST_ROWS)})
    return content


def _check(
    actor: Actor, content: list[object], wanted: Sequence[int], now: datetime
) -> tuple[list[Checked], list[RowResult]]:
    good: list[Checked] = []
    bad: list[RowResult] = []
    known: dict[str, Shop | None] = {}
    for index in wanted:
        order = read(content[index], now)
        if isinstance(order, list):
            bad.append(RowResult(index, errors=order))
            continue
        if order.shop not in known:
            known[order.shop] = shops.shop_by_code(actor, order.shop)
        shop = known[order.shop]
        if shop is None:
            row: Checked | list[FieldError] = [FieldError("shop", "unknown_shop", {"value": order.shop})]
        else:
            row = checked(actor, index, order, shop, now)
        if isinstance(row, list):
            bad.append(RowResult(index, errors=row))
        else:
            good.append(row)
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


def _close(kept: RawIntake, results: list[RowResult], now: datetime) -> None:
    failed = [result for result in results if result.errors]
    if not failed:
        raw.done(kept, now)
        return
    errors = [{"index": r.index, "errors": [raw.written(error) for error in r.errors]} for r in failed]
    raw.partly(kept, errors, [result.index for result in failed], now)
