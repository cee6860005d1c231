"""The calls of the past made again by another pipeline: what a changed ladder or tab would have meant.

What is assumed, and said on the page:

- As long as both pipelines ask for the same next call, everything happens as it did, whoever dialled when.
- From the first difference on, a call is made when the new ladder asks for it, as late as operators were then, inside
  allowed hours.
- A client who was reached is reached by any call from that moment on, and before it by a call at the same hour of
  their day, unless a call in that very hour was in truth not answered.
- Of calls later than all that were made nobody knows the outcome: they are counted apart, with their hour's chance.
- A call that no tab hands out any more is not made, nor is any after it. Agreed times stay as they were, and so does
  what people decided without a call.

With an unchanged pipeline the replay is what was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dozvon.core.hours import ShopHours, next_call_moment, zone_info
from dozvon.core.pipeline.document import Ladder, Pipeline, Queue
from dozvon.core.pipeline.due import next_call
from dozvon.core.pipeline.facts import OrderFacts
from dozvon.core.pipeline.queues import age_of, queue_of

MOST: Final = 200
"""Calls of one pursuit; a ladder that repeats every minute ends here."""


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call as it was made; `status` is where its action led to. `restart` is no call: the pursuit began anew."""

    at: datetime
    reached: bool
    action: str
    choice: str | None
    status: str
    operator: int | None
    restart: bool = False


@dataclass(frozen=True, slots=True)
class CallHistory:
    """An order with its calls in the order they were made; `closed_at` is when it was closed, by whatever."""

    received_at: datetime
    client_zone: str
    calls: Sequence[MadeCall]
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A call as it would be made. `reached` is None where nobody can know; `queue` is the tab that hands it out."""

    at: datetime
    reached: bool | None
    operator: int | None
    queue: str | None


@dataclass(frozen=True, slots=True)
class ReplayTerms:
    """What a replay goes by: both pipelines, the shop's hours, and the end of the time that is looked at."""

    old: Pipeline
    new: Pipeline
    hours: ShopHours
    until: datetime


def actual_calls(terms: ReplayTerms, history: CallHistory) -> list[Replayed]:
    """The calls as they were."""
    return [
        Replayed(call.at, call.reached, call.operator, _queue(terms.old, terms, history, *place))
        for pursuit in pursuits(history)
        for call, place in zip(pursuit.calls, _places(pursuit), strict=True)
    ]


def replay_calls(terms: ReplayTerms, history: CallHistory) -> list[Replayed]:
    """The calls as the new pipeline would have them made. Nothing follows a pursuit that no longer reaches anybody."""
    found: list[Replayed] = []
    for pursuit in pursuits(history):
        made = list(_pursued(terms, history, pursuit))
        found += made
        was_reached = pursuit.calls[-1].reached
        if was_reached and not (made and made[-1].reached):
            break
    return found


@dataclass(frozen=True, slots=True)
class Pursuit:
    """Calls until the client is reached; `since` is when it began, `status` where the order stood then.

    `until` is when somebody ended it without a call: no call can come later.
    """

    since: datetime
    status: str | None
    calls: Sequence[MadeCall]
    until: datetime | None = None


def pursuits(history: CallHistory) -> list[Pursuit]:
    """The history cut after each call that reached the client, and where the order was begun anew."""
    found: list[Pursuit] = []
    since, status, calls = history.received_at, None, list[MadeCall]()
    for call in history.calls:
        if not call.restart:
            calls.append(call)
        if (call.reached or call.restart) and calls:
            found.append(Pursuit(since, status, tuple(calls), call.at if call.restart else None))
            calls = []
        if call.reached or call.restart:
            since, status = call.at, call.status
    if not calls:
        return found
    closed_at = history.closed_at
    until = closed_at if closed_at is not None and closed_at > calls[-1].at else None
    return [*found, Pursuit(since, status, tuple(calls), until)]


def _places(pursuit: Pursuit) -> list[tuple[str | None, int, datetime, datetime]]:
    """Before each call: the order's status, its unanswered calls, when the call is made, since when it is pursued."""
    before = [pursuit.status, *(call.status for call in pursuit.calls)]
    return [(before[number], number, call.at, pursuit.since) for number, call in enumerate(pursuit.calls)]


def _queue(
    pipeline: Pipeline,
    terms: ReplayTerms,
    history: CallHistory,
    status: str | None,
    attempts: int,
    at: datetime,
    since: datetime,
) -> str | None:
    facts = OrderFacts(
        status or pipeline.arrival.status, history.received_at, since, history.client_zone, attempts, attempts
    )
    return queue_of(pipeline, facts, at, terms.hours.zone)


def _pursued(terms: ReplayTerms, history: CallHistory, pursuit: Pursuit) -> Iterator[Replayed]:
    calls, at, status, differs = pursuit.calls, pursuit.calls[0].at, pursuit.status, False
    for number in range(MOST):
        place = (status, number, at, pursuit.since)
        old_queue, queue = (_queue(one, terms, history, *place) for one in (terms.old, terms.new))
        if _is_dialled(terms.old, old_queue) and not _is_dialled(terms.new, queue):
            return
        real = calls[number] if number < len(calls) else None
        unanswered = _like(calls, number)
        reached = _outcome(calls, at, history.client_zone) if differs or real is None else real.reached
        yield Replayed(at, reached, (real or unanswered).operator, queue)
        if reached:
            return
        wanted = _due(terms, terms.new, unanswered, number + 1, at, history.client_zone)
        if not differs:
            following = calls[number + 1] if number + 1 < len(calls) else None
            if wanted == _due(terms, terms.old, unanswered, number + 1, at, history.client_zone):
                if following is None:
                    return
                at, status = following.at, unanswered.status
                continue
            differs = True
        if wanted is None:
            return
        late = wanted + _lateness(terms, history, calls, number)
        at, status = next_call_moment(terms.hours, history.client_zone, late), unanswered.status
        if at > min(terms.until, pursuit.until or terms.until) or _is_aged(terms, history, status, at, pursuit.since):
            return


def _is_dialled(pipeline: Pipeline, code: str | None) -> bool:
    queue: Queue | None = pipeline.queue.get(code) if code else None
    return queue is not None and queue.dialled


def _like(calls: Sequence[MadeCall], number: int) -> MadeCall:
    """How an unanswered call of that number was marked: as it was then, else as the last unanswered one."""
    unanswered = [call for call in calls[: number + 1] if not call.reached]
    return unanswered[-1] if unanswered else calls[0]


def _ladder(pipeline: Pipeline, call: MadeCall) -> Ladder | None:
    action = pipeline.action.get(call.action)
    variant = action.variants.get(call.choice) if action else None
    code = variant.task.when.ladder if variant and variant.task else None
    return pipeline.ladder[code] if code else None


def _due(
    terms: ReplayTerms, pipeline: Pipeline, call: MadeCall, attempt: int, at: datetime, zone: str
) -> datetime | None:
    """The next call after an unanswered one marked like `call`; None where there is none."""
    ladder = _ladder(pipeline, call)
    return None if ladder is None else next_call(ladder, attempt, at, terms.hours, zone)


def _lateness(terms: ReplayTerms, history: CallHistory, calls: Sequence[MadeCall], number: int) -> timedelta:
    """How late the call after that one was really made; nothing where there was none, or it was early."""
    if number + 1 >= len(calls):
        return timedelta()
    asked = _due(terms, terms.old, calls[number], number + 1, calls[number].at, history.client_zone)
    return max(timedelta(), calls[number + 1].at - asked) if asked else timedelta()


def _is_aged(terms: ReplayTerms, history: CallHistory, status: str, at: datetime, since: datetime) -> bool:
    rule = terms.new.ageing
    facts = OrderFacts(status, history.received_at, since, history.client_zone)
    return rule is not None and status in rule.statuses and age_of(terms.new, facts, at, terms.hours.zone) > rule.days


def _outcome(calls: Sequence[MadeCall], at: datetime, zone: str) -> bool | None:
    """Whether a call at that moment reaches the client, by what is known of the real ones."""
    last = calls[-1]
    if not last.reached:
        return None if at > last.at else False
    if at >= last.at:
        return True
    clock = zone_info(zone)
    here, there = at.astimezone(clock), last.at.astimezone(clock)
    if here.hour != there.hour:
        return False
    tried = (call.at.astimezone(clock) for call in calls[:-1])
    return all((call.date(), call.hour) != (here.date(), here.hour) for call in tried)


def expected(made: Sequence[Replayed], zone: str, chances: Mapping[int, float]) -> float:
    """The chance that one of the calls of unknown outcome reaches the client, by hours of the client's day."""
    missed = 1.0
    for call in made:
        if call.reached is None:
            missed *= 1 - chances.get(call.at.astimezone(zone_info(zone)).hour, 0.0)
    return 1 - missed
