"""Today's calls: by hour, by what hindered them, by who made them.

The log is only added to, so an hour that has passed never changes: a process counts it once and keeps the counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from dozvon.core.figures import Share
from dozvon.core.hours import zone_info
from dozvon.core.outcomes import agreed_statuses
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.database.reading import named_rows
from dozvon.reports.queries.figures import today_start
from dozvon.shops.models import Shop

HOUR: Final = timedelta(hours=1)
SETTLED: Final = timedelta(minutes=2)
"""A transaction that began in an hour may be written so long after its end, and what it did undone."""
KEPT: Final = 2000
"""Hours of shops that a process keeps."""


@dataclass(slots=True)
class Worker:
    """What somebody's calls of today came to, and when the last action was."""

    calls: int = 0
    reached: int = 0
    agreed: int = 0
    last_at: datetime | None = None


@dataclass(slots=True)
class Calls:
    """Today's calls: `hours` maps the hour on the shop's clock to calls that reached the client, of all calls."""

    hours: dict[int, Share] = field(default_factory=dict)
    problems: Counter[str] = field(default_factory=Counter)
    workers: dict[int, Worker] = field(default_factory=dict)


class _Counted(NamedTuple):
    """Actions of one hour that are alike; `hour` counts from where the shop was asked from."""

    shop_id: int
    hour: int
    actor_id: int | None
    outcome: str
    problem: str | None
    called: bool
    agrees: bool
    actions: int
    last_at: datetime


# The outcome is read once from each body (OFFSET 0 keeps it so), the rest only where it is needed.
_CALLS = """
SELECT t.shop_id, floor(date_part('epoch', t.at - t.since) / 3600)::int AS hour, t.actor_id, t.outcome,
    CASE WHEN t.outcome = 'unreached' THEN coalesce(t.body#>>'{problem,code}', '') END AS problem,
    t.outcome <> 'none' OR coalesce(t.body->>'call', '') = 'made' AS called,
    CASE WHEN t.outcome = 'unreached' THEN FALSE ELSE
        t.body#>>'{status,code}' = ANY(t.agreed) AND NOT t.body#>>'{from,code}' = ANY(t.agreed) END AS agrees,
    count(*) AS actions, max(t.at) AS last_at
FROM (
    SELECT e.shop_id, e.at, e.actor_id, e.body, e.body->>'outcome' AS outcome, s.since, s.agreed
    FROM (
        SELECT shop_id, since, string_to_array(agreed, ' ') AS agreed
        FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS r(shop_id, since, agreed) OFFSET 0
    ) AS s
    JOIN effective_actions e ON e.kind = 'order.action' AND e.shop_id = s.shop_id AND e.at >= s.since
    OFFSET 0
) AS t
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

_past: dict[tuple[int, int, datetime], list[_Counted]] = {}


def calls(of: Sequence[Shop], now: datetime) -> Calls:
    """The calls since each shop's midnight: one statement, over the hours that are not counted yet."""
    found, made, talked = Calls(), Counter[int](), Counter[int]()
    for hour, one in _counted(of, now):
        made[hour] += one.actions if one.called else 0
        talked[hour] += one.actions if one.outcome == "reached" else 0
        if one.problem is not None:
            found.problems[one.problem] += one.actions
        if one.actor_id is not None:
            _add(found.workers.setdefault(one.actor_id, Worker()), one)
    found.hours = {hour: Share(talked[hour], count) for hour, count in sorted(made.items()) if count}
    return found


def _add(worker: Worker, one: _Counted) -> None:
    worker.calls += one.actions if one.called else 0
    worker.reached += one.actions if one.outcome == "reached" else 0
    worker.agreed += one.actions if one.agrees else 0
    worker.last_at = max(worker.last_at or one.last_at, one.last_at)


def _counted(of: Sequence[Shop], now: datetime) -> Iterator[tuple[int, _Counted]]:
    """Everything of today with its hour on the shop's clock: what is kept, and the rest counted now."""
    asked: dict[int, datetime] = {}
    for shop in of:
        start = today_start(shop, now)
        while (shop.pk, shop.pipeline_id, start) in _past:
            yield from ((_clock(shop, start), one) for one in _past[shop.pk, shop.pipeline_id, start])
            start += HOUR
        asked[shop.pk] = start
    fresh: defaultdict[int, list[_Counted]] = defaultdict(list)
    agreed = [" ".join(sorted(agreed_statuses(read_pipeline(shop.pipeline_id)))) for shop in of]
    for one in named_rows(_Counted, _CALLS, [list(asked), list(asked.values()), agreed]):
        fresh[one.shop_id].append(one)
    for shop in of:
        for one in fresh[shop.pk]:
            yield _clock(shop, asked[shop.pk] + one.hour * HOUR), one
        _keep(shop, asked[shop.pk], fresh[shop.pk], now)


def _clock(shop: Shop, start: datetime) -> int:
    return start.astimezone(zone_info(shop.zone)).hour


def _keep(shop: Shop, since: datetime, counted: Sequence[_Counted], now: datetime) -> None:
    """Keeps the hours that are over, empty ones too."""
    if len(_past) > KEPT:
        _past.clear()
    place = 0
    while since + (place + 1) * HOUR <= now - SETTLED:
        _past[shop.pk, shop.pipeline_id, since + place * HOUR] = [one for one in counted if one.hour == place]
        place += 1
