"""Moving a task to another time: within the rules, by whom it belongs to, and nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions import claims
from dozvon.orders.actions.perform import perform
from dozvon.orders.actions.reschedule import reschedule
from dozvon.orders.errors import Claimed, Closed, OrderNotFound, Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
"""A Tuesday, noon in Moscow."""
LATER = NOW + timedelta(hours=3)


def promised(order: Order, anna: Actor) -> Order:
    """The order, called and put off by an hour."""
    return perform(anna, order.pk, "call_later", Form("made", None, "asks her husband", NOW + timedelta(hours=1)), NOW)


def test_the_due_time_moves_and_all_else_stays() -> None:
    anna = make.actor("Anna")
    order = promised(make.order(make.shop(), NOW), anna)
    before = Order.objects.filter(pk=order.pk).values().get()
    reschedule(anna, order.pk, LATER, NOW, order.version)
    after = Order.objects.filter(pk=order.pk).values().get()
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed == {"task_due_at", "version"}
    assert after["task_due_at"] == LATER
    event = Event.objects.filter(order_id=order.pk).latest("id")
    assert (event.kind, event.body["task"]["due_at"]) == ("order.rescheduled", LATER.isoformat())
    assert event.body["from"] == (NOW + timedelta(hours=1)).isoformat()


def test_a_time_outside_the_hours_moves_on_to_the_next_allowed_moment() -> None:
    anna = make.actor("Anna")
    order = promised(make.order(make.shop(week="mon-sun 09:00-21:00", window="09:00-21:00"), NOW), anna)
    night = datetime(2026, 3, 10, 20, tzinfo=UTC)
    assert reschedule(anna, order.pk, night, NOW).task_due_at == datetime(2026, 3, 11, 6, tzinfo=UTC)


def test_a_claim_of_ones_own_stays_and_anothers_is_respected() -> None:
    anna, boris = make.actor("Anna"), make.actor("Boris")
    order = promised(make.order(make.shop(), NOW), anna)
    claims.claim(anna, order.pk, NOW)
    assert reschedule(anna, order.pk, LATER, NOW).claimed_by_id == anna.user_id
    with pytest.raises(Claimed):
        reschedule(boris, order.pk, LATER, NOW)


def test_a_client_nobody_has_called_is_put_off_by_the_head_alone() -> None:
    order, anna, head = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Vera", "head")
    with pytest.raises(Refused) as refused:
        reschedule(anna, order.pk, LATER, NOW)
    assert [(e.field, e.code) for e in refused.value.refusal.errors] == [("due_at", "not_called_yet")]
    assert reschedule(head, order.pk, LATER, NOW).task_due_at == LATER


def test_the_warehouses_task_is_the_warehouses_to_move() -> None:
    anna, store = make.actor("Anna"), make.actor("Store", "warehouse")
    order = make.order(make.shop(), NOW)
    perform(anna, order.pk, "confirm", Form("made"), NOW)
    with pytest.raises(Refused) as refused:
        reschedule(anna, order.pk, LATER, NOW)
    assert refused.value.refusal.reason == "forbidden"
    assert reschedule(store, order.pk, LATER, NOW).task_due_at == LATER


@pytest.mark.parametrize(
    ("due_at", "code"),
    [(NOW, "in_past"), (NOW + timedelta(days=800), "too_far"), (LATER.replace(tzinfo=None), "no_zone")],
)
def test_a_time_that_cannot_be_is_refused(due_at: datetime, code: str) -> None:
    anna = make.actor("Anna")
    order = promised(make.order(make.shop(), NOW), anna)
    with pytest.raises(Refused) as refused:
        reschedule(anna, order.pk, due_at, NOW)
    assert refused.value.refusal.errors[0].code == code
    assert Order.objects.get(pk=order.pk).task_due_at == NOW + timedelta(hours=1)


def test_closed_unknown_and_changed_orders_are_named_as_such() -> None:
    anna = make.actor("Anna")
    order = promised(make.order(make.shop(), NOW), anna)
    with pytest.raises(Stale):
        reschedule(anna, order.pk, LATER, NOW, version=1)
    with pytest.raises(OrderNotFound):
        reschedule(make.actor("Pavel", shop_ids=[]), order.pk, LATER, NOW)
    perform(anna, order.pk, "refuse", Form("made", "expensive", "too dear"), NOW)
    with pytest.raises(Closed):
        reschedule(anna, order.pk, LATER, NOW)
