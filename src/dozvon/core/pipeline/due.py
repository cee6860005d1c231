"""When the next step is due: ladders, agreed times, delays, all kept inside allowed hours (domain, section 5)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dozvon.core.hours import ShopHours, day_start, local_date, next_call_moment, next_open, zone_info
from dozvon.core.pipeline.action import TaskRule
from dozvon.core.pipeline.document import Ladder, LadderEnd, Pipeline
from dozvon.core.pipeline.facts import Task
from dozvon.core.pipeline.forms import CheckedForm


def step_of(ladder: Ladder, attempt: int) -> timedelta | None:
    """The delay after unsuccessful attempt number `attempt` (from 1); None where the ladder has ended."""
    return ladder.steps[attempt - 1] if attempt <= len(ladder.steps) else ladder.repeat


def end_of(ladder: Ladder, attempt: int) -> LadderEnd | None:
    """What attempt number `attempt` ends the order with, or None while the ladder goes on."""
    return ladder.end if step_of(ladder, attempt) is None else None


def next_call(ladder: Ladder, attempt: int, last_call: datetime, hours: ShopHours, client_zone: str) -> datetime | None:
    """When to call again after unsuccessful attempt number `attempt`; None where the ladder has ended."""
    delay = step_of(ladder, attempt)
    return None if delay is None else next_call_moment(hours, client_zone, last_call + delay)


def task(pipeline: Pipeline, kind: str, wanted: datetime, hours: ShopHours, client_zone: str) -> Task:
    """The task of that kind at the first allowed moment from `wanted` on."""
    return Task(kind, first_allowed(pipeline.task[kind].call, wanted, hours, client_zone))


def first_allowed(is_call: bool, wanted: datetime, hours: ShopHours, client_zone: str) -> datetime:
    """The first moment from `wanted` on when that may be done: a call inside the client's day, all else while open."""
    return next_call_moment(hours, client_zone, wanted) if is_call else next_open(hours, wanted)


def wanted(
    pipeline: Pipeline, rule: TaskRule, attempt: int, form: CheckedForm, now: datetime, hours: ShopHours
) -> datetime:
    """The moment the rule asks for, before allowed hours are looked at; never before `now`."""
    when = rule.when
    if when.ladder is not None:
        delay = step_of(pipeline.ladder[when.ladder], attempt) or timedelta()
        return form.call_back_at or now + delay
    if when.field is not None:
        moment = form.call_back_at if when.field == "call_back_at" else form.values[when.field]
        return max(now, _moment(moment, hours) - (when.before or timedelta()))
    if when.days is not None:
        return max(now, day_start(hours.zone, local_date(hours.zone, now) + timedelta(days=when.days)))
    return now + (when.after or timedelta())


def _moment(value: object, hours: ShopHours) -> datetime:
    """A moment as it is; a day as its start on the shop's clock."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(), zone_info(hours.zone))
    raise TypeError(f"neither a moment nor a day: {value!r}")
