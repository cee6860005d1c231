"""Undo: within the shop's seconds, by whoever acted, on an untouched order: all is as it was, and history knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.audit.queries import invariants
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.core.pipeline.decide import offered_actions
from dozvon.core.pipeline.facts import Form
from dozvon.orders import rules
from dozvon.orders.actions import claims, edit, undo
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Claimed, NotUndoable, OrderNotFound, Refused
from dozvon.orders.models import OPEN, Order
from dozvon.platform.events.models import Event
from tests import factories as make
from tests.core.pipeline import desk

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
IN_TIME, LATE = NOW + timedelta(seconds=10), NOW + timedelta(seconds=10, microseconds=1)


def facts(order: Order) -> dict[str, Any]:
    """Everything the row holds but who holds it and how often it changed."""
    row = Order.objects.filter(pk=order.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("version", "claimed_by_id", "claimed_until")}


def holds_not(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def refused(*given: Any) -> str:
    with pytest.raises(NotUndoable) as refusal:
        undo.undo(*given)
    return refusal.value.code


@pytest.mark.parametrize("preset", ["shop", "envy", "school"])
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(play=st.data())
def test_any_action_and_its_undo_leave_the_order_as_it_was(preset: str, play: st.DataObject) -> None:
    with transaction.atomic():
        anna = make.actor(role="head")
        order, now = make.order(make.shop(preset=preset), NOW), NOW
        for _ in range(play.draw(st.integers(1, 6))):
            now += timedelta(minutes=play.draw(st.integers(1, 3000)))
            order = Order.objects.select_related("shop", "client").get(pk=order.pk)
            pipeline = rules.pipeline_of(order)
            buttons = offered_actions(pipeline, order.status, anna)
            if not buttons:
                break
            button = play.draw(st.sampled_from(buttons))
            form = play.draw(desk.accepted_forms(pipeline, button, rules.facts_of(order), now))
            before, opened = facts(order), order.status_kind == OPEN
            try:
                perform(anna, order.pk, button.code, form, now)
            except Refused:
                continue
            again = undo.undo(anna, order.pk, now + timedelta(seconds=3))
            assert facts(order) == before
            assert again.claimed_by_id == (anna.user_id if opened else None)
            perform(anna, order.pk, button.code, form, now + timedelta(seconds=5))
        assert [one.code for one in invariants() if holds_not(one.sql)] == []
        transaction.set_rollback(True)


def test_what_happened_stays_in_the_history_and_the_order_comes_back_into_ones_hands() -> None:
    order, anna = make.order(make.shop(), NOW), make.actor("Anna")
    make.no_answer(anna, order, 1, NOW)
    undone = undo.undo(anna, order.pk, IN_TIME)
    assert (undone.attempts_total, undone.responsible_id, undone.version) == (0, None, 3)
    assert (undone.claimed_by_id, undone.claimed_until) == (anna.user_id, IN_TIME + timedelta(minutes=15))
    events = list(Event.objects.filter(order_id=order.pk).order_by("id"))
    assert [event.kind for event in events] == ["order.received", "order.action", "order.undone", "order.claimed"]
    assert events[2].body["event"] == events[1].pk


def test_an_undo_sent_twice_is_one() -> None:
    order, anna = make.order(make.shop(), NOW), make.actor()
    make.act(anna, order, "confirm", NOW, call="made")
    first = undo.undo(anna, order.pk, IN_TIME)
    assert undo.undo(anna, order.pk, IN_TIME).version == first.version
    assert Event.objects.filter(order_id=order.pk, kind="order.undone").count() == 1


def test_too_late_not_ones_own_and_touched_since() -> None:
    order, anna, boris = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Boris")
    assert refused(anna, order.pk, NOW) == "undo_changed"
    make.no_answer(anna, order, 1, NOW)
    assert refused(boris, order.pk, IN_TIME) == "undo_not_yours"
    assert refused(anna, order.pk, LATE) == "undo_late"
    edit.edit(boris, order.pk, edit.Changes(address={"city": "Тверь"}), IN_TIME)
    assert refused(anna, order.pk, IN_TIME) == "undo_changed"


def test_of_two_actions_only_the_last_can_be_undone_and_only_it() -> None:
    order, anna = make.order(make.shop(), NOW), make.actor()
    make.no_answer(anna, order, 2, NOW)
    assert undo.undo(anna, order.pk, IN_TIME).attempts == 1
    claims.release(anna, order.pk, IN_TIME)
    assert undo.undo(anna, order.pk, IN_TIME).attempts == 1


def test_another_who_holds_the_order_is_not_disturbed() -> None:
    order, anna, boris = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Boris")
    make.no_answer(anna, order, 1, NOW)
    claims.claim(boris, order.pk, IN_TIME)
    with pytest.raises(Claimed) as refusal:
        undo.undo(anna, order.pk, IN_TIME)
    assert refusal.value.holder == "Boris"


def test_strangers_and_the_program_itself() -> None:
    order = make.order(make.shop(), NOW)
    with pytest.raises(OrderNotFound):
        undo.undo(make.actor(shop_ids=[make.shop("other").pk]), order.pk, NOW)
    with pytest.raises(NotPermitted):
        undo.undo(SYSTEM, order.pk, NOW)


def test_a_key_that_was_used_is_answered_as_done_whatever_came_after() -> None:
    order, anna, boris = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Boris")
    busy = Form(call="made", problem="busy")
    perform(anna, order.pk, "no_answer", busy, NOW, 1, "key-of-anna")
    claims.claim(boris, order.pk, NOW)
    assert perform(anna, order.pk, "no_answer", busy, NOW, 1, "key-of-anna").attempts == 1
    assert perform(anna, order.pk, "no_answer", busy, NOW, None, "key-of-anna").attempts == 1
    with pytest.raises(Claimed):
        perform(anna, order.pk, "no_answer", busy, NOW, 1, "another-key")
    assert perform(boris, order.pk, "no_answer", busy, NOW, None, "key-of-anna").attempts == 2


@pytest.mark.parametrize(
    ("seconds", "passed", "code"), [(0, 0, "undo_off"), (3, 3, None), (3, 4, "undo_late"), (60, 60, None)]
)
def test_the_shop_says_how_long_an_action_can_be_taken_back(seconds: int, passed: int, code: str | None) -> None:
    anna, order = make.actor(), make.order(make.shop(), NOW)
    type(order.shop).objects.filter(pk=order.shop_id).update(undo_seconds=seconds)
    make.act(anna, order, "no_answer", NOW, call="made", problem="busy")
    later = NOW + timedelta(seconds=passed)
    if code is None:
        assert undo.undo(anna, order.pk, later).status == "new"
    else:
        assert refused(anna, order.pk, later) == code
