"""The orders behind a cell of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dozvon.core.actor import Actor
from dozvon.core.figures import BAND
from dozvon.core.tally import LossReason
from dozvon.platform.database.reading import named_rows
from dozvon.reports import access
from dozvon.reports.queries.groups import GROUPINGS, MEASURES, MOVED, REASON, WHOLE, Period, query_params, select


@dataclass(frozen=True, slots=True)
class ReportCell:
    """The cell of a report: a group of a grouping, a measure of MEASURES, and for refusals perhaps a reason."""

    by: str
    key: str
    measure: str
    reason: LossReason | None = None


class _Behind(NamedTuple):
    order_id: int


def ids_behind(actor: Actor, period: Period, wanted: ReportCell, code: str, now: datetime, most: int) -> list[int]:
    """The first `most` orders behind a cell, the earliest first: one statement. Raises NotPermitted and KeyError."""
    of = access.shops_of(actor, code)
    measure, grouping = MEASURES[wanted.measure], GROUPINGS[wanted.by] if wanted.by else WHOLE
    params, where = query_params(of, period), measure.condition
    if "%s" in where:
        params.append(now - BAND)
    if wanted.by:
        where += f" AND ({grouping.key.format(day=measure.day)})::text = %s"
        params.append(grouping.value(wanted.key))
    if wanted.reason is not None:
        where += f" AND {REASON} = %s"
        params.append(str(wanted.reason))
    sql = select("f.order_id", grouping, where, measure.day, MOVED if wanted.reason is not None else "")
    rows = named_rows(_Behind, f"{sql} ORDER BY f.{measure.day}, f.order_id LIMIT %s", [*params, most])
    return [row.order_id for row in rows]
