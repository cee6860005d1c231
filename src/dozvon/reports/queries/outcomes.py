"""What came of orders, worked out of their rows, lines and history; what is kept of it, and how far."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dozvon.core.hours import local_date, zone_info
from dozvon.core.outcomes import Meaning, meaning_ever, parcel
from dozvon.orders.models import LOST, OPEN
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.database.reading import named_rows
from dozvon.reports.models import OutcomeMark
from dozvon.reports.queries.live import CallClocks
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

SHAPE: Final = 2
"""Grows when an order's outcome is worked out otherwise: all are then worked out anew."""


class OutcomeRow(NamedTuple):
    """A row of `order_outcomes`, in the order of its columns; see `reports.models.OrderOutcome`."""

    order_id: int
    shop_id: int
    received_at: datetime
    day: date
    hour: int
    attempts: int
    tried: bool
    reached: bool
    agreed: bool
    lost: bool
    trash: bool
    uncalled: bool
    owner_id: int | None
    waited: float | None
    waited_open: float | None
    currency: str
    total: Decimal
    upsold: Decimal | None
    channel: str
    skus: list[str]
    problem: str | None
    moved_id: int | None
    shipped_on: date | None
    parcel: str | None


class _OutcomeSource(NamedTuple):
    """An order as the statement brings it; `came` and `called` are seconds of the epoch."""

    order_id: int
    shop_id: int
    received_at: datetime
    came: float
    called: float | None
    called_at: datetime | None
    kind: str
    problem: str | None
    attempts: int
    zone: str
    channel: str
    skus: list[str]
    total: Decimal
    currency: str
    responsible_id: int | None
    reached: bool | None
    agreed: bool | None
    agreed_by: int | None
    shipped_at: datetime | None
    delivered: bool | None
    moved_id: int | None
    upsold: Decimal | None


# The bodies of an order's events are read once each (OFFSET 0 keeps it so).
_FOUND = """
SELECT o.id AS order_id, o.shop_id, o.received_at, date_part('epoch', o.received_at) AS came,
    date_part('epoch', o.first_call_at) AS called, o.first_call_at AS called_at, o.status_kind AS kind, o.problem,
    o.attempts_total AS attempts, o.zone, o.channel, o.skus, o.total, o.currency, o.responsible_id,
    acted.reached, acted.agreed, acted.agreed_by, acted.shipped_at, acted.delivered, acted.moved_id,
    added.total AS upsold
FROM orders o
JOIN (
    SELECT shop_id, string_to_array(agreed, ' ') AS agreed, string_to_array(shipped, ' ') AS shipped,
        string_to_array(delivered, ' ') AS delivered
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS r(shop_id, agreed, shipped, delivered)
    OFFSET 0
) AS s ON s.shop_id = o.shop_id
LEFT JOIN LATERAL (
    SELECT bool_or(e.reached) AS reached,
        bool_or(e.status = ANY(s.agreed)) FILTER (WHERE e.kind <> 'order.carried') AS agreed,
        (array_agg(e.actor_id ORDER BY e.id) FILTER (WHERE e.kind <> 'order.carried' AND e.status = ANY(s.agreed)))[1]
            AS agreed_by,
        min(e.at) FILTER (WHERE e.kind <> 'order.carried' AND e.status = ANY(s.shipped)) AS shipped_at,
        bool_or(e.status = ANY(s.delivered)) AS delivered,
        (array_agg(CASE WHEN e.kind <> 'order.action' THEN e.id END ORDER BY e.id DESC))[1] AS moved_id
    FROM (
        SELECT e.id, e.at, e.kind, e.actor_id, e.body#>>'{status,code}' AS status,
            e.kind = 'order.action' AND e.body->>'outcome' = 'reached' AS reached
        FROM effective_actions e WHERE e.order_id = o.id OFFSET 0
    ) AS e
) AS acted ON TRUE
LEFT JOIN LATERAL (
    SELECT sum(l.total) AS total FROM order_lines l WHERE l.order_id = o.id AND l.added_by_id IS DISTINCT FROM (
        SELECT e.actor_id FROM events e WHERE e.order_id = o.id AND e.kind = 'order.received' ORDER BY e.id LIMIT 1
    )
) AS added ON acted.agreed
WHERE o.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what the outcomes of a shop's orders are worked out; `text` tells one set of rules from another."""

    shop: Shop
    meaning: Meaning
    text: str

    @property
    def agreed(self) -> list[str]:
        """Statuses in which clients have agreed, in order."""
        return sorted(self.meaning.agreed)

    @property
    def shipped(self) -> list[str]:
        """Statuses of a parcel on its way, in order."""
        return sorted(self.meaning.shipped)


def rules() -> dict[int, Rules]:
    """The rules of every shop as they are now: one statement, and one for a version not seen before."""
    return {shop.pk: _rules(shop) for shop in Shop.objects.all()}


def rules_of(of: Sequence[Shop]) -> dict[int, Rules]:
    """The rules of these shops."""
    return {shop.pk: _rules(shop) for shop in of}


def _rules(shop: Shop) -> Rules:
    meaning = _meaning(shop.pipeline_id)
    codes = [sorted(part) for part in (meaning.agreed, meaning.shipped, meaning.delivered, meaning.trash)]
    basis = repr((SHAPE, codes, shops.hours_of(shop)))
    return Rules(shop, meaning, hashlib.blake2b(basis.encode(), digest_size=16).hexdigest())


@lru_cache(maxsize=256)
def _meaning(version_id: int) -> Meaning:
    """What codes mean by this version or those before it."""
    last = PipelineVersion.objects.only("code", "number").get(pk=version_id)
    before = PipelineVersion.objects.filter(code=last.code, number__lte=last.number).order_by("number")
    return meaning_ever(read_pipeline(pk) for pk in before.values_list("pk", flat=True))


def work_out_outcomes(order_ids: Sequence[int], by: dict[int, Rules]) -> list[OutcomeRow]:
    """What came of these orders, by the rules of their shops: one statement."""
    meanings = [rules.meaning for rules in by.values()]
    codes = [
        [" ".join(part) for part in parts]
        for parts in zip(*((m.agreed, m.shipped, m.delivered) for m in meanings), strict=True)
    ]
    found = named_rows(_OutcomeSource, _FOUND, [list(by), *codes, list(order_ids)])
    since = min((one.received_at for one in found), default=None)
    until = max((one.called_at for one in found if one.called_at is not None), default=since)
    if since is None or until is None:
        return []
    clocks = CallClocks([rules.shop for rules in by.values()], since, until)
    return [_outcome(one, by[one.shop_id], clocks) for one in found]


def _outcome(one: _OutcomeSource, rules: Rules, clocks: CallClocks) -> OutcomeRow:
    agreed, reached, zone = bool(one.agreed), bool(one.reached), rules.shop.zone
    came = one.received_at.astimezone(zone_info(zone))
    waited_open = None
    if one.called is not None:
        waited_open = clocks.of(one.shop_id, one.zone).seconds(one.came, one.called)
    return OutcomeRow(
        order_id=one.order_id,
        shop_id=one.shop_id,
        received_at=one.received_at,
        day=came.date(),
        hour=came.hour,
        attempts=one.attempts,
        tried=one.called is not None or one.attempts > 0 or reached,
        reached=reached,
        agreed=agreed,
        lost=one.kind == LOST,
        trash=rules.meaning.is_trash(one.kind, one.problem, agreed=agreed),
        uncalled=one.called is None and one.kind == OPEN and one.attempts == 0,
        owner_id=one.agreed_by if agreed else one.responsible_id,
        waited=None if one.called is None else one.called - one.came,
        waited_open=waited_open,
        currency=one.currency,
        total=one.total,
        upsold=one.upsold,
        channel=one.channel,
        skus=one.skus,
        problem=one.problem,
        moved_id=one.moved_id,
        shipped_on=None if one.shipped_at is None else local_date(zone, one.shipped_at),
        parcel=None if one.shipped_at is None else parcel(one.kind, delivered=bool(one.delivered)),
    )


def counting(of: Sequence[Shop]) -> bool:
    """Whether outcomes of these shops are still being worked out, by the rules of now: one statement."""
    marks = {mark.shop_id: mark for mark in OutcomeMark.objects.filter(shop_id__in=[shop.pk for shop in of])}
    by = rules_of(of)
    return any(
        shop.pk not in marks or not marks[shop.pk].complete or marks[shop.pk].rules != by[shop.pk].text for shop in of
    )


_AFTER = """
SELECT id, received_at FROM orders WHERE shop_id = %s AND (received_at, id) > (%s, %s) ORDER BY received_at, id LIMIT %s
"""


class Arrived(NamedTuple):
    """An order and when it arrived."""

    id: int
    received_at: datetime


def arrived_after(mark: OutcomeMark, limit: int) -> list[Arrived]:
    """The next orders of the shop after those done, by arrival: one statement."""
    after: Any = mark.after_at or "-infinity"
    return named_rows(Arrived, _AFTER, [mark.shop_id, after, mark.after_id, limit])
