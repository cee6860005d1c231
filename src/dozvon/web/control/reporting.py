"""Reports of any period: the page, its orders, its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.hours import local_date
from dozvon.core.roles import SEE_ORDERS
from dozvon.core.tally import LossReason, Tally
from dozvon.exchange.permissions import EXPORT_TABLES
from dozvon.orders.queries import PageOfOrders, by_ids
from dozvon.reports import access
from dozvon.reports.actions.outcomes import keep_up
from dozvon.reports.permissions import SEE_REPORTS
from dozvon.reports.queries.behind import ReportCell, ids_behind
from dozvon.reports.queries.groups import GROUPINGS, MEASURES, BadPeriod, Period
from dozvon.reports.queries.outcomes import counting
from dozvon.reports.queries.period import Group, Report
from dozvon.reports.queries.period import report as report_of
from dozvon.shops.models import Shop
from dozvon.web.common.looks import record_look
from dozvon.web.control import listing, sheets
from dozvon.web.control.board import Number
from dozvon.web.control.charts import Chart, ChartBar
from dozvon.web.control.columns import COLUMNS, FigureCell, cell, heads
from dozvon.web.control.reasons import ReasonShare, reasons_of
from dozvon.web.control.wording import percent
from dozvon.web.signin.gate import signed_in

LISTED = 200
"""Orders shown behind a figure of a report."""
CHARTED = 400
"""More groups than this make no readable chart; a year of days does."""
AT_ONCE = 4
"""Stretches counted anew while somebody waits; the rest is done by a job."""
USUAL = timedelta(days=6)
"""Without a choice the report covers a week, today included."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What a report is asked for; `error` names what is wrong with the days, the usual ones stand in then."""

    period: Period
    by: str
    shop: str
    error: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same as a query string's fields."""
        fields = {"first": f"{self.period.first}", "last": f"{self.period.last}", "by": self.by, "shop": self.shop}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A row of the page: cells with the addresses of their orders."""

    title: str
    cells: list[tuple[FigureCell, str]]


def _groupings() -> dict[str, str]:
    return {
        "day": gettext("Day"),
        "week": gettext("Week from"),
        "month": gettext("Month"),
        "operator": gettext("Operator"),
        "product": gettext("Product"),
        "channel": gettext("Channel"),
        "hour": gettext("Hour of arrival"),
        "shop": gettext("Shop"),
    }


def _unnamed(by: str) -> str:
    return gettext("nobody's yet") if by == "operator" else gettext("not named")


def _read_query(sent: Mapping[str, str], of: list[Shop], now: datetime) -> ReportQuery:
    today = local_date(of[0].zone, now) if of else now.date()
    by = sent.get("by", "day")
    if by not in GROUPINGS:
        raise Http404
    shop = sent.get("shop", "")
    if shop and shop not in {one.code for one in of}:
        raise Http404
    usual = Period(today - USUAL, today)
    try:
        first = date.fromisoformat(sent["first"]) if sent.get("first") else usual.first
        last = date.fromisoformat(sent["last"]) if sent.get("last") else usual.last
    except ValueError:
        return ReportQuery(usual, by, shop, gettext("Write days as 2026-11-24."))
    if not 2000 <= first.year <= 2100 or not 2000 <= last.year <= 2100:
        return ReportQuery(usual, by, shop, gettext("Choose days of this century."))
    try:
        return ReportQuery(Period(first, last), by, shop)
    except BadPeriod:
        return ReportQuery(
            usual, by, shop, gettext("Choose a last day that is not before the first, and at most a year.")
        )


def _is_counting(of: list[Shop]) -> bool:
    """Takes in what changed until now; whether figures of these shops are being counted anew nevertheless."""
    keep_up(AT_ONCE)
    return counting(of)


def _address(asked: ReportQuery) -> str:
    return f"{reverse('reports')}?{urlencode(asked.query)}"


def _back(asked: ReportQuery) -> HttpResponse:
    return HttpResponseRedirect(_address(asked))


@require_safe
@signed_in(SEE_REPORTS)
def report_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table, its chart, the reasons of refusals and the definitions."""
    now, of = timezone.now(), access.shops_of(actor)
    asked = _read_query(request.GET, of, now)
    is_counting = _is_counting(of)
    found = Report([]) if is_counting else report_of(actor, asked.period, asked.by, asked.shop, now)
    shown = {
        "is_counting": is_counting,
        "asked": asked,
        "columns": COLUMNS,
        "heads": heads(),
        "groupings": list(_groupings().items()),
        "choices": [(shop.code, shop.name) for shop in of],
        "lines": [_line(asked, group) for group in found.groups],
        "total": _line(asked, Group("", gettext("All orders"), found.total), whole=True),
        "chart": _chart(asked, found),
        "reasons": [_reason(asked, told) for told in reasons_of(found.total, of)],
        "exports": [
            (kind, f"{reverse('reports-export', args=[kind])}?{urlencode(asked.query)}") for kind in ("xlsx", "csv")
        ],
        "heading": _groupings()[asked.by],
        "has_shops": bool(of),
        "is_empty": not found.groups,
    }
    return render(request, "control/report.html", shown, status=422 if asked.error else 200)


def _reason(asked: ReportQuery, told: ReasonShare) -> Number:
    share, address = told.share, _orders(asked, measure="refused", reason=str(told.reason))
    return Number(told.title, str(share.part), percent(share), address, part=share.part, whole=share.whole)


def _line(asked: ReportQuery, group: Group, whole: bool = False) -> ReportLine:
    behind = _orders(asked) if whole else _orders(asked, key=group.key, of=asked.by)
    cells = []
    for column in COLUMNS:
        address = f"{behind}&measure={column.measure}" if column.measure else ""
        cells.append((cell(column, group.tally), address))
    return ReportLine(_title(asked.by, group) if not whole else group.title, cells)


_WRITTEN = {"day": "EEE d MMM", "week": "d MMM", "month": "LLL y"}
"""How a day, the Monday of a week and a month read."""


def _title(by: str, group: Group) -> str:
    if by in _WRITTEN:
        return format_date(date.fromisoformat(group.key), _WRITTEN[by], locale=get_language() or "en")
    return group.title or _unnamed(by)


def _orders(asked: ReportQuery, **named: str) -> str:
    return f"{reverse('reports-orders')}?{urlencode({**asked.query, **named})}"


def _chart(asked: ReportQuery, found: Report) -> Chart | None:
    if not 1 < len(found.groups) <= CHARTED:
        return None
    bars = []
    for group in _every_day(asked.period, found.groups) if asked.by == "day" else found.groups:
        tally, title = group.tally, (group.key if asked.by == "product" else "") or _title(asked.by, group)
        words = {"title": title, "agreed": tally.agreed, "orders": tally.orders, "percent": percent(tally.approval)}
        says = gettext("%(title)s: %(agreed)s confirmed of %(orders)s orders (%(percent)s)") % words
        address = _orders(asked, measure="orders", key=group.key, of=asked.by)
        bars.append(ChartBar(title, (tally.orders, tally.agreed), says, address, tally.approval.is_small))
    series = (gettext("Orders"), gettext("Confirmed"))
    return Chart(gettext("Orders and confirmed ones"), _groupings()[asked.by], series, bars, is_part=True, is_wide=True)


def _every_day(period: Period, groups: Sequence[Group]) -> list[Group]:
    """Days without orders as well, from the first that has some: a gap would make two far days neighbours."""
    of = {group.key: group for group in groups}
    days = (period.last - period.first).days + 1
    keys = [(period.first + timedelta(days=place)).isoformat() for place in range(days)]
    begun = keys[keys.index(min(of)) :] if min(of) in keys else sorted(of)
    return [of.get(key, Group(key, "", Tally())) for key in begun][:CHARTED]


@require_safe
@signed_in(SEE_REPORTS, SEE_ORDERS)
def report_orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The orders behind a cell of the report."""
    now, of = timezone.now(), access.shops_of(actor)
    asked = _read_query(request.GET, of, now)
    measure = request.GET.get("measure", "orders")
    by = request.GET.get("of", "")
    if asked.error or measure not in MEASURES or (by and by not in GROUPINGS):
        raise Http404
    reason = request.GET.get("reason")
    wanted = ReportCell(by, request.GET.get("key", ""), measure, None if reason is None else LossReason.of(reason))
    ids = ids_behind(actor, asked.period, wanted, asked.shop, now, LISTED + 1)
    title = next((str(column.title) for column in COLUMNS if column.measure == measure), gettext("Orders"))
    page = PageOfOrders(by_ids(ids[:LISTED]), None)
    record_look(actor, now, page.orders, title)
    found = listing.table_of(page, title, request.path, {}, now)
    shown = {"listing": found, "back": _address(asked), "section": "reports", "is_cut": len(ids) > LISTED}
    return render(request, "control/orders.html", shown)


@require_safe
@signed_in(SEE_REPORTS, EXPORT_TABLES)
def export_report(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """The report as a file."""
    now, of = timezone.now(), access.shops_of(actor)
    asked = _read_query(request.GET, of, now)
    if asked.error or kind not in ("xlsx", "csv"):
        raise Http404
    if _is_counting(of):
        return _back(asked)
    found = report_of(actor, asked.period, asked.by, asked.shop, now)
    group, unnamed = _groupings()[asked.by], _unnamed(asked.by)
    if kind == "csv":
        content, media = sheets.as_csv(found, group, unnamed), "text/csv; charset=utf-8"
    else:
        content, media = sheets.as_xlsx(found, reasons_of(found.total, of), group, unnamed), XLSX
    name = f"dozvon-{asked.by}-{asked.period.first}-{asked.period.last}.{kind}"
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
