"""My day: one's own tasks by the hour, and moving a task to another hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.core.hours import day_start, local_date, shop_intervals
from dozvon.core.moments import NotUnderstood, read
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.orders import access, rules, timetable
from dozvon.orders.actions.reschedule import reschedule
from dozvon.orders.errors import Claimed, Closed, OrderNotFound, Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.wording import sentence
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop
from dozvon.web.common.looks import record_look
from dozvon.web.common.moments import both_clocks, not_understood
from dozvon.web.common.requests import see_other
from dozvon.web.common.wording import client_name
from dozvon.web.formats import local_time
from dozvon.web.signin.gate import signed_in

DAYS: Final = 7
MOST: Final = 200
"""Cards on the page; a longer day cannot be worked through either."""


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task as it stands in its hour. `at` is the shop's clock, `there` the client's where it is another."""

    order_id: int
    name: str
    task: str
    at: str
    minute: str
    there: str
    version: int


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day with its tasks; `starts` (ISO with zone) is empty for what is overdue."""

    title: str
    starts: str
    cards: list[TaskCard]


@require_safe
@signed_in(SEE_ORDERS)
def day_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The day, today where none is named."""
    return _page(request, actor, timezone.now(), request.GET.get("on", ""))


@dataclass(frozen=True, slots=True)
class HourBar:
    """How many of one's own tasks stand in an hour; `most` of the fullest hour; `late` for what is overdue."""

    title: str
    count: int
    most: int
    late: bool


@require_safe
@signed_in(SEE_ORDERS)
def hour_bars(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rest of today by the hour, as small as it stands in the desk's rail."""
    now, own = timezone.now(), shops.shops_of(actor)
    zone = own[0].zone if own else "UTC"
    today = local_date(zone, now)
    times = timetable.due_times(actor, own, day_start(zone, today + timedelta(days=1)), MOST)
    by_hour = Counter(moment.astimezone(ZoneInfo(zone)).hour for moment in times if moment > now)
    by_hour.update(dict.fromkeys(_working_hours(own, today, zone, now), 0))
    late = sum(moment <= now for moment in times)
    most = max(1, late, *by_hour.values()) if by_hour else max(1, late)
    shown = [HourBar(gettext("Overdue"), late, most, late=True)] if late else []
    shown += [HourBar(f"{hour:02}:00", count, most, late=False) for hour, count in sorted(by_hour.items())]
    return render(request, "day/day_bars.html", {"bars": shown})


@require_POST
@signed_in(SEE_ORDERS, WORK_ORDERS)
def move_task(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Moves the task to the hour it was dropped on, or to the time that was typed."""
    now, on = timezone.now(), request.POST.get("on", "")
    try:
        order = access.get(actor, order_id)
        moment = _read_moment(request.POST, order, now)
        version = request.POST.get("version", "")
        reschedule(actor, order_id, moment, now, int(version) if version.isascii() and version.isdecimal() else None)
    except OrderNotFound as error:
        raise Http404 from error
    except NotUnderstood as error:
        return _page(request, actor, now, on, not_understood(error), 422)
    except Refused as refused:
        return _page(request, actor, now, on, sentence(refused.refusal.errors[0]), 422)
    except Claimed as claimed:
        told = gettext("%(holder)s is working on this order. Nothing was changed.") % {"holder": claimed.holder}
        return _page(request, actor, now, on, told, 409)
    except (Stale, Closed):
        return _page(request, actor, now, on, gettext("The order changed meanwhile. Look once more."), 409)
    return see_other(f"{reverse('day')}?{urlencode({'on': on, 'moved': order_id})}")


def _read_moment(sent: Mapping[str, str], order: Order, now: datetime) -> datetime:
    """The time that was typed, else the hour dropped on. Raises NotUnderstood."""
    if said := sent.get("words", "").strip():
        return read(said, now, order.shop.zone, order.zone).moment
    try:
        return datetime.fromisoformat(sent.get("due_at", ""))
    except ValueError as error:
        raise NotUnderstood("empty") from error


def _page(
    request: HttpRequest, actor: Actor, now: datetime, on: str, alert: str = "", status: int = 200
) -> HttpResponse:
    own = shops.shops_of(actor)
    zone = own[0].zone if own else "UTC"
    today = local_date(zone, now)
    chosen = _read_day(on, today)
    until = day_start(zone, chosen + timedelta(days=1))
    since = day_start(zone, chosen) if chosen > today else datetime.min.replace(tzinfo=UTC)
    orders = [order for order in timetable.tasks_of(actor, own, until, MOST) if _due(order) >= since]
    record_look(actor, now, orders, "day")
    shown = {
        "hours": _hours(own, orders, chosen, zone, now),
        "days": [_day_link(today + timedelta(days=step), chosen, today) for step in range(DAYS)],
        "on": chosen.isoformat(),
        "told": _moved_sentence(actor, request.GET.get("moved", ""), now),
        "alert": alert,
    }
    return render(request, "day/day.html", shown, status=status)


def _read_day(on: str, today: date) -> date:
    try:
        named = date.fromisoformat(on)
    except ValueError:
        return today
    return min(max(named, today), today + timedelta(days=DAYS - 1))


def _due(order: Order) -> datetime:
    return order.task_due_at or order.received_at


def _day_link(on: date, chosen: date, today: date) -> tuple[str, str, bool]:
    named = gettext("today") if on == today else format_date(on, "EEE d MMM", locale=get_language() or "en")
    return f"{reverse('day')}?on={on.isoformat()}", named, on == chosen


def _moved_sentence(actor: Actor, number: str, now: datetime) -> str:
    """What the moved task says of itself: told anew from the order."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return ""
    try:
        order = access.get(actor, int(number))
    except OrderNotFound:
        return ""
    moment = both_clocks(_due(order), order, now)
    return gettext("%(name)s: moved to %(moment)s.") % {"name": client_name(order), "moment": moment}


def _hours(own: Sequence[Shop], orders: Sequence[Order], on: date, zone: str, now: datetime) -> list[Hour]:
    """What is overdue, then every hour that a shop works or a task stands in."""
    late = [_card(order, now) for order in orders if _due(order) <= now]
    by_hour: dict[int, list[TaskCard]] = {hour: [] for hour in _working_hours(own, on, zone, now)}
    for order in orders:
        if _due(order) > now:
            by_hour.setdefault(_due(order).astimezone(ZoneInfo(zone)).hour, []).append(_card(order, now))
    hours = [Hour(gettext("Overdue"), "", late)] if late else []
    for hour, cards in sorted(by_hour.items()):
        starts = datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(zone))
        hours.append(Hour(f"{hour:02}:00", starts.isoformat(timespec="minutes"), cards))
    return hours


def _working_hours(own: Sequence[Shop], on: date, zone: str, now: datetime) -> set[int]:
    """The hours in which any of the shops works, from the present one on."""
    found = set()
    for shop in own:
        for opens, closes in shop_intervals(shops.hours_of(shop), on):
            at = max(opens, now.replace(minute=0, second=0, microsecond=0))
            while at < closes:
                found.add(at.astimezone(ZoneInfo(zone)).hour)
                at += timedelta(hours=1)
    return found


def _card(order: Order, now: datetime) -> TaskCard:
    kind = rules.pipeline_of(order).task.get(order.task_kind or "")
    moment = _due(order)
    at, there = local_time(moment, order.shop.zone, now), local_time(moment, order.zone, now)
    return TaskCard(
        order_id=order.pk,
        name=client_name(order),
        task=kind.title.text(get_language() or "ru") if kind else order.task_kind or "",
        at=at,
        minute=f"{moment:%M}",
        there=there if there != at else "",
        version=order.version,
    )
