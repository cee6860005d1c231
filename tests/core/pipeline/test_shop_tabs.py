"""The seven tabs of preset `shop` and how time and the head of sales clear them (domain, section 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dozvon.core.pipeline.decide import age_out
from dozvon.core.pipeline.facts import Form, OrderFacts, Task
from dozvon.core.pipeline.queues import age_of, queue_of
from dozvon.core.roles import Role
from tests.core.pipeline import desk
from tests.core.pipeline.desk import done, moscow, person

SHOP = desk.PRESETS["shop"]
NOW = moscow("2025-11-19 12:00")


def standing(status: str, **given: Any) -> OrderFacts:
    return replace(desk.order(SHOP, NOW), status=status, **given)


TABS = [
    (0, 1, "quick_callback"),
    (0, 3, "quick_callback"),
    (0, 4, "no_answer_today"),
    (0, 40, "no_answer_today"),
    (1, 1, "no_answer_yesterday"),
    (1, 9, "no_answer_yesterday"),
    (2, 1, "no_answer_before_yesterday"),
    (2, 9, "no_answer_before_yesterday"),
    (3, 1, "no_answer_earlier"),
    (400, 9, "no_answer_earlier"),
]


@pytest.mark.parametrize(("days", "attempts", "tab"), TABS)
def test_unanswered_orders_stand_in_the_tab_of_their_day_and_calls(days: int, attempts: int, tab: str) -> None:
    facts = standing("no_answer", attempts=attempts)
    assert queue_of(SHOP, facts, NOW + timedelta(days=days), desk.MOSCOW) == tab


@pytest.mark.parametrize("status", ["new", "in_progress"])
def test_new_and_agreed_calls_stand_in_their_own_tab_at_any_age(status: str) -> None:
    for days in (0, 1, 30):
        assert queue_of(SHOP, standing(status), NOW + timedelta(days=days), desk.MOSCOW) == status


def test_the_tabs_are_the_seven_of_the_desk_in_their_order() -> None:
    assert [(queue.code, queue.title.ru, queue.order, queue.dialled, queue.priority) for queue in SHOP.queues] == [
        ("new", "Новый", "oldest", True, 20),
        ("quick_callback", "Быстрый перезвон", "due", True, 30),
        ("in_progress", "В работе", "due", True, 10),
        ("no_answer_today", "Недозвон за сегодня", "due", True, 40),
        ("no_answer_yesterday", "Недозвон за вчера", "due", True, 50),
        ("no_answer_before_yesterday", "Недозвон за позавчера", "due", True, 60),
        ("no_answer_earlier", "Недозвон (раньше)", "newest", False, None),
    ]
    assert [queue.code for queue in SHOP.queues if queue.only_unassigned] == ["new"]


def test_the_day_changes_at_the_shops_midnight() -> None:
    late = moscow("2025-11-19 23:50")
    facts = replace(standing("no_answer", attempts=1), received_at=late, pursued_since=late)
    assert queue_of(SHOP, facts, moscow("2025-11-19 23:59"), desk.MOSCOW) == "quick_callback"
    assert queue_of(SHOP, facts, moscow("2025-11-20 00:00"), desk.MOSCOW) == "no_answer_yesterday"
    assert queue_of(SHOP, facts, moscow("2025-11-20 00:00"), "Europe/Kaliningrad") == "quick_callback"


def test_an_old_unanswered_order_goes_to_the_head_who_archives_or_revives_it() -> None:
    head, later = person(Role.HEAD, 9), NOW + timedelta(days=3)
    facts = standing("no_answer", attempts=5, attempts_total=5, responsible_id=7)
    review = age_out(SHOP, facts, age_of(SHOP, facts, later, desk.MOSCOW), later, desk.shop_hours())
    assert review == Task("review", later)
    facts = replace(facts, task=review)
    assert age_out(SHOP, facts, 3, later, desk.shop_hours()) is None
    assert done(SHOP, facts, "archive", Form(), later, actor=head).status == "archive"
    revived = done(SHOP, facts, "revive", Form(), later, actor=head)
    assert (revived.status, revived.task) == ("new", Task("call", later))
    assert (revived.attempts, revived.attempts_total, revived.responsible_id) == (0, 5, None)


def test_an_order_is_not_old_before_the_day_after_the_day_before_yesterday() -> None:
    facts = standing("no_answer", attempts=5)
    at = NOW + timedelta(days=2)
    assert age_out(SHOP, facts, age_of(SHOP, facts, at, desk.MOSCOW), at, desk.shop_hours()) is None


def test_an_old_order_that_was_reached_lately_is_dialled_on_in_the_last_tab() -> None:
    week = NOW + timedelta(days=7)
    facts = standing("in_progress", attempts=0, pursued_since=week)
    missed = done(SHOP, facts, "no_answer", Form("made", "busy"), week)
    facts = desk.after(facts, missed)
    assert queue_of(SHOP, facts, week, desk.MOSCOW) == "no_answer_before_yesterday"
    assert queue_of(SHOP, facts, week + timedelta(days=2), desk.MOSCOW) == "no_answer_before_yesterday"
    assert queue_of(SHOP, facts, week + timedelta(days=3), desk.MOSCOW) == "no_answer_earlier"
