"""Dry runs in the browser: begun from the draft, followed, read as charts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.pipelines.errors import PipelineNotFound
from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.pipelines.queries import read_pipeline
from dozvon.publishing.actions.dry_runs import start_dry_run
from dozvon.publishing.errors import NotSound
from dozvon.publishing.models import DryRun
from dozvon.publishing.queries import dry_run_of
from dozvon.reports.permissions import SEE_REPORTS
from dozvon.reports.queries.live import names_of
from dozvon.web.common.requests import is_htmx
from dozvon.web.control.charts import Chart, ChartBar
from dozvon.web.office.sections import go
from dozvon.web.pipelines.changes import changes
from dozvon.web.pipelines.values import NOTHING, part_title, span
from dozvon.web.pipelines.versions import render_page
from dozvon.web.signin.gate import signed_in

MANAGE = MANAGE_PIPELINES


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure before and after; `more` is the difference with its sign."""

    title: str
    before: str
    after: str
    more: str = ""


@require_POST
@signed_in(MANAGE, SEE_REPORTS)
def begin_run(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Begins a dry run of the draft."""
    try:
        run = start_dry_run(actor, code, request.POST.get("shop", ""), timezone.now())
    except PipelineNotFound as error:
        raise Http404 from error
    except NotSound:
        return go("pipeline-publish", code)
    return go("pipeline-run", run.pk)


@require_safe
@signed_in(MANAGE, SEE_REPORTS)
def run_page(request: HttpRequest, actor: Actor, run_id: int) -> HttpResponse:
    """How far it is, then what came of it."""
    try:
        found = dry_run_of(actor, run_id)
    except PipelineNotFound as error:
        raise Http404 from error
    shown: dict[str, Any] = {"run": found, "percent": 100 * found.done // found.total if found.total else 0}
    if found.result is not None:
        shown |= _result(found, found.result)
    if is_htmx(request):
        return render(request, "pipelines/result.html", shown)
    return render_page(request, actor, "run", shown)


def _result(found: DryRun, result: Mapping[str, Any]) -> dict[str, Any]:
    old, new = read_pipeline(found.version_id), presets.stored(found.document)
    before, after = result["before"], result["after"]
    names = names_of([int(key) for key in {**before["operators"], **after["operators"]} if key])
    operators = {str(pk): name for pk, name in names.items()}
    days = max((found.until - found.since).days, 1)
    return {
        "orders": result["orders"],
        "changes": changes(old, new),
        "chart": _chart(before["hours"], after["hours"]),
        "figures": _figures(result, before, after),
        "operators": _rows(before["operators"], after["operators"], operators, gettext("nobody's"), days),
        "queues": _rows(
            before["queues"],
            after["queues"],
            {code: part_title(new.queue | old.queue, code) for code in {**before["queues"], **after["queues"]}},
            gettext("in no tab"),
            days,
        ),
    }


def _figures(result: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ComparedFigure]:
    return [
        _row(gettext("Calls"), before["calls"], after["calls"]),
        _row(gettext("Orders reached"), before["reached"], after["reached"]),
        ComparedFigure(
            gettext("Median time to reach the client"), _wait(before["median_wait"]), _wait(after["median_wait"])
        ),
        ComparedFigure(gettext("Reached earlier"), NOTHING, str(result["earlier"])),
        ComparedFigure(gettext("Reached later"), NOTHING, str(result["later"])),
        ComparedFigure(gettext("Not reached any more by today"), NOTHING, str(result["never"])),
        ComparedFigure(gettext("Calls nobody knows the outcome of"), NOTHING, str(result["unknown"])),
        ComparedFigure(gettext("Orders these might reach, by the hour"), NOTHING, f"≈ {result['expected']:g}"),
    ]


def _wait(seconds: float | None) -> str:
    return (
        NOTHING if seconds is None else span(timedelta(seconds=seconds)) if seconds >= 60 else gettext("under a minute")
    )


def _row(title: str, before: int, after: int) -> ComparedFigure:
    more = after - before
    return ComparedFigure(title, str(before), str(after), f"+{more}" if more > 0 else str(more).replace("-", "−"))


def _rows(
    before: Mapping[str, int], after: Mapping[str, int], titles: Mapping[str, str], unnamed: str, days: int
) -> list[tuple[ComparedFigure, str, str]]:
    """Calls of each key, the most of them first, with calls a day before and after."""
    keys: Sequence[str] = sorted({**before, **after}, key=lambda key: -max(before.get(key, 0), after.get(key, 0)))
    found = []
    for key in keys:
        was, would = before.get(key, 0), after.get(key, 0)
        found.append((_row(titles.get(key) or unnamed, was, would), f"{was / days:.1f}", f"{would / days:.1f}"))
    return found


def _chart(before: Mapping[str, int], after: Mapping[str, int]) -> Chart:
    """Each hour from the first to the last that has calls, before and after."""
    hours = [int(hour) for hour in {**before, **after}]
    bars = []
    for hour in range(min(hours, default=0), max(hours, default=-1) + 1):
        was, would = before.get(str(hour), 0), after.get(str(hour), 0)
        says = gettext("%(hour)s:00: %(before)s calls before, %(after)s after")
        bars.append(ChartBar(f"{hour:02}", (was, would), says % {"hour": hour, "before": was, "after": would}))
    series = (gettext("As it was"), gettext("By the draft"))
    return Chart(gettext("Calls by hour, before and after"), gettext("Hour"), series, bars, is_wide=True)
