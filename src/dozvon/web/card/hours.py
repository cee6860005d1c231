"""Choosing a time: the grid of days and hours with their load, and words read as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from dozvon.core.actor import Actor
from dozvon.core.moments import NotUnderstood, read
from dozvon.core.pipeline import grid
from dozvon.core.pipeline.due import first_allowed
from dozvon.core.pipeline.grid import GridCell
from dozvon.core.roles import SEE_ORDERS
from dozvon.orders import rules, timetable
from dozvon.orders.models import Order
from dozvon.orders.timetable import Load
from dozvon.shops import queries as shops
from dozvon.web.card.fetching import fetch_order
from dozvon.web.common.moments import both_clocks, not_understood
from dozvon.web.formats import local_time
from dozvon.web.signin.gate import signed_in

NOTHING = Load(0, 0)
FULL = 3
"""The tint of an hour has so many steps, from one task to as many as the fullest hour has."""


@dataclass(frozen=True, slots=True)
class CellView:
    """An hour of a day: `wall` is the shop's clock as an input takes it, empty where the hour is impossible."""

    wall: str
    iso: str
    label: str
    count: str
    own: bool
    tint: int


@dataclass(frozen=True, slots=True)
class RowView:
    """An hour in all days; `there` is the client's clock at that hour, empty where both clocks agree."""

    hour: str
    there: str
    cells: list[CellView]


@dataclass(frozen=True, slots=True)
class GridView:
    """The grid as it is drawn. `quiet` are the nearest hours with the fewest tasks."""

    days: list[tuple[str, str]]
    rows: list[RowView]
    quiet: list[tuple[str, str, str]]
    two_clocks: bool


@require_safe
@signed_in(SEE_ORDERS)
def call_grid(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """The grid for one order: three statements, the person and the order among them."""
    order, now = fetch_order(actor, order_id), timezone.now()
    is_call = _is_call(request.GET, order)
    return render(request, "card/hours.html", {"grid": _grid(actor, order, is_call, now)})


@require_safe
@signed_in(SEE_ORDERS)
def parse_moment(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """What moment typed words mean, by both clocks, and whether it will be moved."""
    order, now = fetch_order(actor, order_id), timezone.now()
    try:
        moment = read(request.GET.get("text", ""), now, order.shop.zone, order.zone).moment
    except NotUnderstood as error:
        return JsonResponse({"error": not_understood(error)})
    allowed = first_allowed(_is_call(request.GET, order), moment, shops.hours_of(order.shop), order.zone)
    shown = both_clocks(moment, order, now)
    if moment <= now:
        return JsonResponse({"error": gettext("%(moment)s has passed already.") % {"moment": shown}})
    moved = "" if allowed == moment else gettext("Not allowed then: it becomes %(moment)s.")
    return JsonResponse(
        {
            "wall": _wall(moment, order.shop.zone),
            "shown": shown,
            "moved": moved % {"moment": both_clocks(allowed, order, now)} if moved else "",
        }
    )


def _is_call(sent: Mapping[str, str], order: Order) -> bool:
    """Whether the time is for a call: as the form says, else as the order's present task is."""
    if "call" in sent:
        return sent["call"] == "1"
    kind = rules.pipeline_of(order).task.get(order.task_kind or "")
    return kind is None or kind.call


def _wall(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _grid(actor: Actor, order: Order, is_call: bool, now: datetime) -> GridView:
    shop, pipeline = order.shop, rules.pipeline_of(order)
    rows = grid.cells(shops.hours_of(shop), order.zone, now, is_call)
    kinds = [kind.code for kind in pipeline.tasks if kind.call == is_call]
    first = rows[0][0].starts if rows else now
    load = timetable.load(actor, shop, pipeline, kinds, first, first + timedelta(days=grid.DAYS + 1))
    fullest = max((load.get((cell.day, cell.hour), NOTHING).everybody for row in rows for cell in row), default=0)
    quiet = grid.quietest(rows, {key: (loaded.everybody) for key, loaded in load.items()})
    return GridView(
        days=[_day(cell.day, now, shop.zone) for cell in (rows[0] if rows else [])],
        rows=[_row(row, order, load, fullest, now) for row in rows],
        quiet=[
            (_wall(cell.moment, shop.zone), cell.moment.isoformat(), local_time(cell.moment, shop.zone, now))
            for cell in quiet
            if cell.moment
        ],
        two_clocks=any(_clock(row[0].starts, order.zone) != f"{row[0].hour:02}:00" for row in rows),
    )


def _day(day: date, now: datetime, zone: str) -> tuple[str, str]:
    """The day of the week and the date, short."""
    language = get_language() or "en"
    return format_date(day, "EEE", locale=language), f"{day.day}.{day.month:02}"


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def _row(
    row: Sequence[GridCell], order: Order, load: Mapping[tuple[date, int], Load], fullest: int, now: datetime
) -> RowView:
    there = _clock(row[0].starts, order.zone)
    hour = f"{row[0].hour:02}:00"
    return RowView(hour, there, [_cell(cell, order, load.get((cell.day, cell.hour), NOTHING), fullest) for cell in row])


def _cell(cell: GridCell, order: Order, load: Load, fullest: int) -> CellView:
    tint = -(-FULL * load.everybody // fullest) if load.everybody else 0
    count = str(load.everybody) if load.everybody else ""
    if cell.moment is None:
        return CellView("", "", _why_not(cell), count, load.own > 0, tint)
    day = format_date(cell.day, "EEE d MMM", locale=get_language() or "en")
    label = f"{day}, {_clock(cell.moment, order.shop.zone)}"
    there = _clock(cell.moment, order.zone)
    if there != _clock(cell.moment, order.shop.zone):
        label += ", " + gettext("at the client's %(there)s") % {"there": there}
    label += ", " + ngettext("%(count)s task", "%(count)s tasks", load.everybody) % {"count": load.everybody}
    if load.own:
        label += ", " + gettext("yours: %(count)s") % {"count": load.own}
    return CellView(_wall(cell.moment, order.shop.zone), cell.moment.isoformat(), label, count, load.own > 0, tint)


def _why_not(cell: GridCell) -> str:
    return {
        "past": gettext("past"),
        "closed": gettext("the shop is closed"),
        "asleep": gettext("not by the client's clock"),
    }[cell.state]
