"""The day's figures: each counts what its list shows, of the actor's shops and of the shop's own day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.figures import Share
from dozvon.orders.actions import claims, undo
from dozvon.reports import access
from dozvon.reports.actions import outcomes
from dozvon.reports.queries import live
from dozvon.reports.queries.calls import calls
from dozvon.reports.queries.figures import Figure, UnknownFigure, orders_of
from dozvon.reports.queries.groups import Period
from dozvon.reports.queries.period import report
from dozvon.shops.models import Shop
from tests import factories as make

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""

pytestmark = pytest.mark.django_db


def ago(**span: float) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(**span)


@pytest.fixture
def shop() -> Shop:
    """A shop in Moscow, always open."""
    return make.shop()


@pytest.fixture
def head(shop: Shop) -> Actor:
    """Its head."""
    return make.actor(role="head", shop_ids=[shop.pk])


@pytest.fixture
def olga(shop: Shop) -> Actor:
    """Its operator."""
    return make.actor("Olga", shop_ids=[shop.pk])


def listed(head: Actor, name: str, key: str = "") -> list[int]:
    """The ids a figure leads to."""
    return [order.pk for order in orders_of(head, Figure(name, key), NOW, "", None, 200).orders]


def of(head: Actor) -> Sequence[Shop]:
    """The shops the head looks at."""
    return access.shops_of(head)


@pytest.fixture
def busy(shop: Shop, olga: Actor) -> Shop:
    """A day: uncalled, called in time, called late, unanswered, of yesterday, of another shop."""
    make.order(shop, ago(minutes=40))
    make.order(shop, ago(minutes=1))
    for late, minutes in ((2, 50), (20, 90)):
        called = make.order(shop, ago(minutes=minutes))
        make.act(olga, called, "confirm", ago(minutes=minutes - late), call="made")
    for times in (1, 3, 6):
        tried = make.order(shop, ago(minutes=100))
        for place in range(times):
            make.act(olga, tried, "no_answer", ago(minutes=95 - place), call="made", problem="busy")
    yesterday = make.order(shop, ago(hours=20))
    make.act(olga, yesterday, "no_answer", ago(hours=19), call="made", problem="no_reply")
    make.order(make.shop("second"), ago(minutes=40))
    return shop


def test_every_count_of_the_board_is_the_length_of_its_list(busy: Shop, head: Actor) -> None:
    shops = of(head)
    day = live.day(shops, NOW)
    assert day.orders == 7
    assert live.waiting(shops, NOW).count == len(listed(head, "waiting")) == 1
    assert {one.kind: one.count for one in live.overdue(shops, NOW)} == {
        kind: len(listed(head, "overdue", kind)) for kind in ("call", "assemble")
    }
    for status, count in day.statuses.items():
        assert len(listed(head, "status", status)) == count
    assert day.attempts == {0: 4, 1: 1, 3: 1, 5: 1}
    for attempts, count in day.attempts.items():
        assert len(listed(head, "attempts", str(attempts))) == count
    assert len(listed(head, "called")) == day.reaction.in_time.whole - 1 == 5


def test_who_was_called_in_time_and_who_was_not(busy: Shop, head: Actor) -> None:
    share = live.day(of(head), NOW).reaction.in_time
    assert share == Share(4, 6)
    assert len(listed(head, "in_time")) == share.part
    assert len(listed(head, "late")) == share.whole - share.part


def test_calls_are_counted_by_the_hour_of_the_shop_and_lead_to_their_orders(busy: Shop, head: Actor) -> None:
    found = calls(of(head), NOW)
    assert sum(share.whole for share in found.hours.values()) == 12
    assert sum(share.part for share in found.hours.values()) == 2
    assert set(found.hours) == {10, 11}
    assert found.problems == {"busy": 10}
    assert len(listed(head, "problem", "busy")) == 3
    assert len(set(listed(head, "hour", "10")) | set(listed(head, "hour", "11"))) == 5


def test_an_hour_that_is_over_is_counted_once_and_the_present_one_anew(
    busy: Shop, head: Actor, olga: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = calls(of(head), NOW)
    shops = of(head)
    with django_assert_num_queries(1) as asked:
        assert calls(shops, NOW) == before
    assert "08:00:00+00" in asked.captured_queries[0]["sql"]
    make.no_answer(olga, make.order(busy, ago(minutes=2)), 1, NOW)
    after = calls(shops, NOW + timedelta(minutes=1))
    assert after.problems == {"busy": 11}
    assert {hour: after.hours[hour] for hour in before.hours} == before.hours


def test_a_persons_day_is_their_own(busy: Shop, head: Actor, olga: Actor) -> None:
    [(user_id, worker)] = calls(of(head), NOW).workers.items()
    assert user_id == olga.user_id
    assert (worker.calls, worker.reached, worker.agreed) == (12, 2, 2)
    assert worker.last_at == ago(minutes=48)


def test_the_longest_held_order_is_first_and_marked(shop: Shop, head: Actor, olga: Actor) -> None:
    long, short = make.order(shop, ago(minutes=60)), make.order(shop, ago(minutes=10))
    for minutes in (30, 20, 10):
        claims.claim(olga, long.pk, ago(minutes=minutes))
    claims.claim(make.actor("Irina", shop_ids=[shop.pk]), short.pk, ago(minutes=3))
    first, second = live.held(of(head), NOW)
    assert (first.order_id, first.since, first.touched_at, first.is_long) == (
        long.pk,
        ago(minutes=30),
        ago(minutes=10),
        True,
    )
    assert (second.order_id, second.is_long) == (short.pk, False)
    assert set(listed(head, "held")) == {long.pk, short.pk}


def test_a_lease_that_ran_out_holds_nothing(shop: Shop, head: Actor, olga: Actor) -> None:
    claims.claim(olga, make.order(shop, ago(minutes=60)).pk, ago(minutes=16))
    assert live.held(of(head), NOW) == []


def test_no_open_order_is_without_a_task(busy: Shop, head: Actor) -> None:
    assert live.unguarded(of(head), NOW).count == 0
    assert listed(head, "unguarded") == []


def test_an_order_of_the_night_is_late_by_the_calendar_only(head: Actor) -> None:
    shop = make.shop("days", week="mon-sun 09:00-18:00", window="09:00-21:00")
    boss = make.actor(role="head", shop_ids=[shop.pk])
    order = make.order(shop, datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    make.act(make.actor(), order, "confirm", datetime(2026, 11, 24, 6, 3, tzinfo=UTC), call="made")
    day = live.day(of(boss), NOW)
    assert (day.reaction.median, day.reaction_open.median) == (7 * 3600 + 180, 180)


def test_a_board_without_shops_is_empty() -> None:
    assert live.day([], NOW).orders == 0
    assert live.waiting([], NOW).count == 0
    assert live.overdue([], NOW) == []
    assert calls([], NOW).hours == {}
    assert live.held([], NOW) == []


def test_figures_are_for_who_may_see_them(olga: Actor) -> None:
    with pytest.raises(NotPermitted):
        access.shops_of(olga)
    with pytest.raises(NotPermitted):
        orders_of(olga, Figure("waiting"), NOW, "", None, 10)


def test_a_figure_there_is_none_of_is_told(head: Actor) -> None:
    with pytest.raises(UnknownFigure):
        listed(head, "nonsense")


def test_what_was_undone_is_no_call_and_no_result(shop: Shop, head: Actor, olga: Actor) -> None:
    kept, undone, agreed = (make.order(shop, ago(hours=2)) for _ in range(3))
    for order in (kept, undone):
        make.no_answer(olga, order, 1, ago(minutes=90))
    undo.undo(olga, undone.pk, ago(minutes=90))
    make.act(olga, agreed, "confirm", ago(minutes=30), call="made")
    undo.undo(olga, agreed.pk, ago(minutes=30))
    found = calls(of(head), NOW)
    assert sum(share.whole for share in found.hours.values()) == 1
    assert dict(found.problems) == {"busy": 1}
    worker = found.workers[olga.user_id or 0]
    assert (worker.calls, worker.reached, worker.agreed) == (1, 0, 0)
    assert listed(head, "hour", "10") == [kept.pk]
    assert listed(head, "problem", "busy") == [kept.pk]
    outcomes.keep_up()
    whole = report(head, Period(NOW.date(), NOW.date()), "operator", "", NOW).total
    assert (whole.orders, whole.tried, whole.reached, whole.agreed, whole.attempts) == (3, 1, 0, 0, 1)
