"""The figures of the control page, each with its words and the address of its orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext

from dozvon.core.actor import Actor
from dozvon.core.figures import Reaction, Share
from dozvon.core.pipeline.parts import Wording
from dozvon.dispatch.wording import span
from dozvon.orders.permissions import RELEASE_CLAIMS
from dozvon.pipelines.queries import read_pipeline
from dozvon.platform.people import absences
from dozvon.platform.wording import sentence
from dozvon.reports.models import AuditRun
from dozvon.reports.queries import intakes, live
from dozvon.reports.queries.calls import Calls, Worker
from dozvon.reports.queries.calls import calls as calls_of
from dozvon.reports.queries.figures import MANY_ATTEMPTS, Figure
from dozvon.shops.models import Shop
from dozvon.web.control.charts import Chart, ChartBar
from dozvon.web.control.wording import percent, seconds
from dozvon.web.formats import ago, local_time, stopwatch


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: what it is called, how much, a note below, where its orders are, how it stands."""

    label: str
    text: str
    note: str = ""
    address: str = ""
    tone: str = ""
    part: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class PersonAtWork:
    """Somebody at work: the order in their hands, since when, how long untouched, and their day so far."""

    name: str
    number: str
    address: str
    held: str
    idle: str
    is_long: bool
    release: str
    release_all: str
    away: str
    calls: int
    contact: str
    agreed: int
    last: str


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A raw intake that failed."""

    when: str
    sender: str
    why: str
    rows: int
    tries: int
    retry: str


@dataclass(frozen=True, slots=True)
class Board:
    """All of the page."""

    address: str
    at: str
    alarms: list[Number]
    reaction: list[Number]
    funnel: list[Number]
    attempts: Chart | None
    hours: Chart | None
    problems: list[Number]
    people: list[PersonAtWork]
    audit: Number
    broken: list[str]
    failed: list[FailedRow]
    has_shops: bool


def board_of(actor: Actor, of: Sequence[Shop], code: str, now: datetime) -> Board:
    """The board of these shops: a dozen statements, however many orders there are."""
    links = Links(code)
    day, calls = live.day(of, now), calls_of(of, now)
    run = live.last_audit()
    return Board(
        address=reverse("control") + (f"?{urlencode({'shop': code})}" if code else ""),
        at=local_time(now, of[0].zone) if of else "",
        alarms=list(_alarms(of, links, now)),
        reaction=_reaction(day, links),
        funnel=_funnel(of, day, links),
        attempts=_attempts(day, links) if day.orders else None,
        hours=_hours(calls, links) if calls.hours else None,
        problems=_problems(of, calls, links),
        people=_people(actor, of, calls, now),
        audit=_audit(live.unguarded(of, now), run, links, now),
        broken=list(_broken(actor, run)),
        failed=[_failed(one, now) for one in intakes.failed(actor, of)],
        has_shops=bool(of),
    )


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the orders behind figures, within the shop that is looked at."""

    shop: str

    def to(self, name: str, key: str = "") -> str:
        """The list of the figure's orders."""
        query = {"figure": name, "key": key, "shop": self.shop}
        return f"{reverse('control-orders')}?{urlencode({part: value for part, value in query.items() if value})}"


def _alarms(of: Sequence[Shop], links: Links, now: datetime) -> Iterator[Number]:
    waiting = live.waiting(of, now)
    yield Number(
        gettext("New, nobody called in time"),
        _cap(waiting.count),
        _oldest(waiting.oldest_at, now),
        links.to("waiting"),
        "late" if waiting.count else "good",
    )
    alone = live.unreplaced(of, now)
    if alone.count:
        yield Number(
            gettext("Of who is away, nobody stands in"),
            _cap(alone.count),
            _oldest(alone.oldest_at, now) if alone.oldest_at and alone.oldest_at < now else "",
            links.to("unreplaced"),
            "late",
        )
    for one in live.overdue(of, now):
        yield Number(
            gettext("Overdue: %(task)s") % {"task": _title(one.title)},
            _cap(one.count),
            _oldest(one.oldest_at, now),
            links.to("overdue", one.kind),
            "soon",
        )


def _cap(count: int) -> str:
    return f"{live.MOST}+" if count >= live.MOST else str(count)


def _oldest(moment: datetime | None, now: datetime) -> str:
    return "" if moment is None else gettext("longest wait: %(waited)s") % {"waited": span(now - moment)}


def _title(wording: Wording) -> str:
    return wording.text(get_language() or "ru")


def _reaction(day: live.Day, links: Links) -> list[Number]:
    return [
        *_reaction_of(gettext("by the calendar"), day.reaction, links, exact=True),
        *_reaction_of(gettext("in calling hours"), day.reaction_open, links, exact=False),
    ]


def _reaction_of(how: str, reaction: Reaction, links: Links, exact: bool) -> Iterator[Number]:
    """Only the calendar's own late and timely calls can be listed apart; the others lead to all that were called."""
    share = reaction.in_time
    yield Number(gettext("Median"), seconds(reaction.median), how, links.to("called"))
    yield Number(gettext("90th percentile"), seconds(reaction.ninetieth), how, links.to("called"))
    yield Number(
        gettext("Within 5 min"),
        percent(share),
        how,
        links.to("in_time" if exact else "called"),
        "small" if share.is_small else "",
        share.part,
        share.whole,
    )


def _funnel(of: Sequence[Shop], day: live.Day, links: Links) -> list[Number]:
    """Statuses in the order of the pipelines; those nothing stands in are left out."""
    titles: dict[str, Wording] = {}
    for shop in of:
        for status in read_pipeline(shop.pipeline_id).statuses:
            titles.setdefault(status.code, status.title)
    codes = [code for code in titles if day.statuses[code]]
    codes += [code for code in day.statuses if code not in titles]
    return [
        Number(
            _title(titles[code]) if code in titles else code,
            str(day.statuses[code]),
            percent(Share(day.statuses[code], day.orders)),
            links.to("status", code),
            "",
            day.statuses[code],
            day.orders,
        )
        for code in codes
    ]


def _attempts(day: live.Day, links: Links) -> Chart:
    bars = []
    for count in range(MANY_ATTEMPTS + 1):
        orders = day.attempts[count]
        label = f"{count}+" if count == MANY_ATTEMPTS else str(count)
        says = gettext("%(label)s unanswered: %(orders)s of today's orders") % {"label": label, "orders": orders}
        bars.append(ChartBar(label, (orders,), says, links.to("attempts", str(count))))
    title = gettext("Unanswered calls of today's orders")
    return Chart(title, gettext("Unanswered calls"), (gettext("Orders"),), bars)


def _hours(calls: Calls, links: Links) -> Chart:
    bars = []
    for hour in range(min(calls.hours), max(calls.hours) + 1):
        share = calls.hours.get(hour, Share(0, 0))
        words = {"hour": f"{hour:02}:00", "reached": share.part, "calls": share.whole, "percent": percent(share)}
        says = gettext("%(hour)s: reached %(reached)s of %(calls)s calls (%(percent)s)") % words
        values = (share.whole, share.part)
        bars.append(ChartBar(f"{hour:02}", values, says, links.to("hour", str(hour)), share.is_small))
    series = (gettext("Calls"), gettext("Reached"))
    return Chart(gettext("Calls by hour"), gettext("Hour"), series, bars, is_part=True)


def _problems(of: Sequence[Shop], calls: Calls, links: Links) -> list[Number]:
    titles: dict[str, Wording] = {}
    for shop in of:
        titles |= problems_of(shop)
    whole = calls.problems.total()
    named = {code: _title(titles[code]) if code in titles else code for code in calls.problems}
    return [
        Number(
            named[code] or gettext("no reason named"),
            str(count),
            percent(Share(count, whole)),
            links.to("problem", code),
            "",
            count,
            whole,
        )
        for code, count in sorted(calls.problems.items(), key=lambda one: (-one[1], named[one[0]]))
    ]


def problems_of(shop: Shop) -> dict[str, Wording]:
    """The wording of the shop's problems by code."""
    return {problem.code: problem.title for problem in read_pipeline(shop.pipeline_id).problems}


def _broken(actor: Actor, run: AuditRun | None) -> Iterator[str]:
    """What the last audit found broken; the orders are named to those who see all shops."""
    for one in run.broken if run else []:
        named = ", ".join(one["offenders"]) if actor.shops is None else "…"
        yield f"{one['says']}: {named}"


@dataclass(frozen=True, slots=True)
class _Shift:
    """What is told of everybody at work: names, today's calls, how many orders each holds, who is replaced by whom."""

    names: Mapping[int, str]
    workers: Mapping[int, Worker]
    holding: Counter[int]
    away: Mapping[int, str]


def _people(actor: Actor, of: Sequence[Shop], calls: Calls, now: datetime) -> list[PersonAtWork]:
    """Who holds an order first, the longest held on top; then who did something today."""
    holds, away = live.held(of, now), absences.stand_in_names(now)
    names = live.names_of([hold.user_id for hold in holds] + list(calls.workers))
    shift = _Shift(names, calls.workers, Counter(hold.user_id for hold in holds), away)
    found = [_person(actor, shift, hold, hold.user_id, now) for hold in holds]
    free = [user_id for user_id in calls.workers if user_id not in shift.holding]
    free.sort(key=lambda user_id: names.get(user_id, ""))
    return found + [_person(actor, shift, None, user_id, now) for user_id in free]


def _person(actor: Actor, shift: _Shift, hold: live.HeldOrder | None, user_id: int, now: datetime) -> PersonAtWork:
    worker = shift.workers.get(user_id, Worker())
    may_release = hold is not None and actor.may(RELEASE_CLAIMS)
    several = may_release and shift.holding[user_id] > 1
    return PersonAtWork(
        name=shift.names.get(user_id, ""),
        number=str(hold.number) if hold else "",
        address=reverse("order", args=[hold.order_id]) if hold else "",
        held=stopwatch(hold.since, now) if hold else "",
        idle=stopwatch(hold.touched_at, now) if hold else "",
        is_long=hold.is_long if hold else False,
        release=reverse("control-release", args=[hold.order_id]) if hold and may_release else "",
        release_all=reverse("control-release-all", args=[user_id]) if several else "",
        away=shift.away.get(user_id, ""),
        calls=worker.calls,
        contact=percent(Share(worker.reached, worker.calls)),
        agreed=worker.agreed,
        last=ago(worker.last_at, now) if worker.last_at else "",
    )


def _audit(open_ones: live.Pending, run: AuditRun | None, links: Links, now: datetime) -> Number:
    if run is None:
        note = gettext("the audit has not run yet")
    else:
        words = {"when": ago(run.at, now), "asked": run.asked, "broken": len(run.broken)}
        note = gettext("audit %(when)s: %(asked)s invariants, %(broken)s broken") % words
    tone = "late" if open_ones.count or (run is not None and run.broken) else "good"
    return Number(gettext("Open orders without a task"), str(open_ones.count), note, links.to("unguarded"), tone)


def _failed(one: intakes.FailedIntake, now: datetime) -> FailedRow:
    return FailedRow(
        ago(one.received_at, now),
        one.sender,
        "; ".join(f"{error.field}: {sentence(error)}" for error in one.errors),
        one.rows,
        one.tries,
        reverse("control-retry", args=[one.intake_id]),
    )


def title_of(figure: Figure, of: Sequence[Shop]) -> str:
    """What the list behind a figure is called."""
    tasks: dict[str, Wording] = {}
    statuses: dict[str, Wording] = {}
    problems: dict[str, Wording] = {}
    for shop in of:
        pipeline = read_pipeline(shop.pipeline_id)
        tasks |= {task.code: task.title for task in pipeline.tasks}
        statuses |= {status.code: status.title for status in pipeline.statuses}
        problems |= problems_of(shop)
    known = {"overdue": tasks, "status": statuses, "problem": problems}.get(figure.name, {})
    key = _title(known[figure.key]) if figure.key in known else figure.key or gettext("no reason named")
    titles = {
        "waiting": gettext("New, nobody called in time"),
        "overdue": gettext("Overdue: %(task)s") % {"task": key},
        "unguarded": gettext("Open orders without a task"),
        "unreplaced": gettext("Of who is away, nobody stands in"),
        "status": gettext("Arrived today, now: %(status)s") % {"status": key},
        "attempts": gettext("Arrived today, unanswered calls: %(count)s") % {"count": key},
        "called": gettext("Arrived today and called"),
        "in_time": gettext("Arrived today, called within 5 minutes"),
        "late": gettext("Arrived today, not called within 5 minutes"),
        "hour": gettext("Called today from %(hour)s:00 on") % {"hour": key},
        "problem": gettext("Not reached today: %(problem)s") % {"problem": key},
    }
    return titles.get(figure.name, gettext("In progress"))
