"""A desk to test the rules at: shops' hours, people, orders, and forms that an action accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.errors import Refusal
from dozvon.core.hours import ShopHours, parse_span, parse_week
from dozvon.core.pipeline.action import Action, Variant
from dozvon.core.pipeline.decide import arrive, decide
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Decision, Form, OrderFacts
from dozvon.core.pipeline.force import ForcedMove
from dozvon.core.roles import Role
from dozvon.platform.capabilities import usual_rights

PRESETS = {name: presets.preset(name) for name in presets.names()}
MOSCOW = "Europe/Moscow"
ZONES = (MOSCOW, "Asia/Vladivostok", "Europe/Kaliningrad", "Europe/Kyiv", "America/New_York", "Asia/Kathmandu")
ALL_DAY = "mon-sun 00:00-24:00"
WEEKS = (
    ALL_DAY,
    "mon-sun 09:00-21:00",
    "mon-fri 09:00-18:00, sat 10:00-15:00",
    "mon-sun 00:00-02:00, mon-sun 22:00-24:00",
    "wed 12:00-12:30",
)
# Clocks change near these moments: Kyiv and Kaliningrad's neighbours, then New York.
CHANGES = (
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
)


def shop_hours(zone: str = MOSCOW, week: str = "mon-sun 09:00-21:00", window: str = "09:00-21:00") -> ShopHours:
    """A shop's calendar without holidays."""
    return ShopHours(zone, parse_week(week), parse_span(window))


def person(role: Role = Role.OPERATOR, user_id: int = 7) -> Actor:
    """Somebody of that role."""
    return Actor(user_id, "Olga", role, usual_rights()[role])


def moscow(text: str) -> datetime:
    """A moment of Moscow's clock, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(MOSCOW)).astimezone(UTC)


def order(pipeline: Pipeline, now: datetime, zone: str = MOSCOW, hours: ShopHours | None = None) -> OrderFacts:
    """An order that arrives at `now`."""
    status, task = arrive(pipeline, zone, now, hours or shop_hours())
    return OrderFacts(status=status, received_at=now, pursued_since=now, client_zone=zone, task=task)


def after(facts: OrderFacts, decision: Decision) -> OrderFacts:
    """The order as the decision leaves it."""
    return replace(
        facts,
        status=decision.status,
        pursued_since=decision.pursued_since,
        attempts=decision.attempts,
        attempts_total=decision.attempts_total,
        last_call_at=decision.last_call_at,
        task=decision.task,
        responsible_id=decision.responsible_id,
    )


def done(pipeline: Pipeline, facts: OrderFacts, action: str, form: Form, now: datetime, **given: Any) -> Decision:
    """The decision of an action that must be accepted; `hours` and `actor` may be given."""
    decision = attempt(pipeline, facts, action, form, now, **given)
    assert isinstance(decision, Decision), decision
    return decision


def attempt(
    pipeline: Pipeline,
    facts: OrderFacts,
    action: str,
    form: Form,
    now: datetime,
    hours: ShopHours | None = None,
    actor: Actor | None = None,
) -> Decision | Refusal:
    """What becomes of an action, with the usual hours and operator unless others are given."""
    return decide(pipeline, facts, action, form, now, hours or shop_hours(), actor or person())


def moments() -> st.SearchStrategy[datetime]:
    """Moments of three years, often near a change of clocks."""
    anywhen = st.datetimes(*YEARS, timezones=st.just(UTC))
    near = st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), _near_minutes
    )
    return st.one_of(anywhen, near).map(lambda moment: moment.replace(microsecond=0))


YEARS = (datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2026-12-31"))
_near_minutes = st.integers(-36 * 60, 36 * 60)


def calendars() -> st.SearchStrategy[ShopHours]:
    """Shops of every kind: round the clock, by day, by night, half an hour a week; some with a run of holidays."""
    holidays = st.sampled_from([(), tuple((date(2025, 1, day), ()) for day in range(1, 9)), ((date(2025, 3, 30), ()),)])
    return st.builds(
        ShopHours,
        st.sampled_from(ZONES),
        st.sampled_from(WEEKS).map(parse_week),
        st.sampled_from(["09:00-21:00", "10:00-11:00", "00:00-24:00"]).map(parse_span),
        holidays,
    )


@st.composite
def accepted_forms(draw: st.DrawFn, pipeline: Pipeline, button: Action, facts: OrderFacts, now: datetime) -> Form:
    """A form the action accepts for this order."""
    codes = [code for code, variant in button.variants.items() if facts.own_client or not variant.only_own_client]
    choice = draw(st.sampled_from(codes))
    variant = button.variants[choice]
    problem = draw(_problems(pipeline, variant))
    return Form(
        call=draw(st.sampled_from([None, "made", "not_made"])) if variant.call == "any" else variant.call,
        problem=problem,
        comment=draw(st.sampled_from(["said so", "сказал так"])),
        call_back_at=draw(_call_back_times(pipeline, variant, facts, now)),
        choice=choice,
        fields={item.code: draw(_values(item.type, now)) for item in variant.fields},
    )


def moves(pipeline: Pipeline, now: datetime) -> st.SearchStrategy[ForcedMove]:
    """Forced moves as a head might type them, wrong ones among them."""
    codes = [status.code for status in pipeline.statuses]
    return st.builds(
        ForcedMove,
        status=st.sampled_from([*codes, "nowhere"]),
        reason=st.sampled_from(["the client asked", "the client asked", "the client asked", " "]),
        task_kind=st.sampled_from([None, *pipeline.task]),
        due_at=st.one_of(st.none(), st.integers(-5, 5 * 24 * 60).map(lambda minutes: now + timedelta(minutes=minutes))),
    )


def _problems(pipeline: Pipeline, variant: Variant) -> st.SearchStrategy[str | None]:
    if variant.problem.rule == "required":
        return st.sampled_from(pipeline.problem_list[variant.problem.list or ""])
    return st.sampled_from([None, variant.problem.value])


def _call_back_times(
    pipeline: Pipeline, variant: Variant, facts: OrderFacts, now: datetime
) -> st.SearchStrategy[datetime | None]:
    ahead = st.integers(1, 40 * 24 * 60).map(lambda minutes: now + timedelta(minutes=minutes))
    if variant.call_back_at == "required":
        return ahead
    rule = variant.task
    ladder = pipeline.ladder[rule.when.ladder] if rule and rule.when.ladder else None
    named_from = ladder.operator_names_time_from if ladder and variant.call_back_at == "ladder" else None
    if named_from is not None and facts.attempts + 1 >= named_from:
        return st.one_of(st.none(), ahead)
    return st.none()


def _values(kind: str, now: datetime) -> st.SearchStrategy[Any]:
    if kind in ("text", "track"):
        return st.sampled_from(["RB123456785RU", ""])
    ahead = st.integers(1, 200 * 24 * 60).map(lambda minutes: now + timedelta(minutes=minutes))
    return ahead if kind == "moment" else ahead.map(lambda moment: moment.date() + timedelta(days=1))
