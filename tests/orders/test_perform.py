"""What an action leaves behind in the row: responsible, counters, own clients, the whole way to the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions import claims
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_the_first_who_works_on_an_order_is_responsible_and_stays_so() -> None:
    order, anna, boris = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Boris")
    claims.claim(anna, order.pk, NOW)
    claims.release(anna, order.pk, NOW)
    assert Order.objects.get(pk=order.pk).responsible is None
    assert make.no_answer(boris, order, 1, NOW).responsible_id == boris.user_id
    assert make.no_answer(anna, order, 1, NOW).responsible_id == boris.user_id


def test_attempts_start_again_when_the_client_was_reached_but_the_total_goes_on() -> None:
    order, anna = make.order(make.shop(), NOW), make.actor("Anna")
    make.no_answer(anna, order, 3, NOW)
    later = NOW + timedelta(hours=1)
    reached = make.act(anna, order, "call_later", NOW, call="made", comment="x", call_back_at=later)
    assert (reached.attempts, reached.attempts_total, reached.pursued_since) == (0, 3, NOW)
    again = make.no_answer(anna, order, 1, later)
    assert (again.attempts, again.attempts_total) == (1, 4)
    assert (again.first_call_at, again.last_call_at) == (NOW, later)
    numbers = Event.objects.filter(order_id=order.pk, kind="order.action").order_by("id").values_list("body", flat=True)
    assert [body["attempt"] for body in numbers] == [1, 2, 3, None, 4]


def test_a_number_that_was_not_called_leaves_no_call_behind() -> None:
    order = make.order(make.shop(), NOW)
    done = make.act(make.actor(), order, "invalid", NOW, call="not_made", choice="wrong_number", comment="5 digits")
    assert (done.first_call_at, done.last_call_at, done.problem) == (None, None, "invalid_number")


def feedback(order: Order) -> Order:
    return make.act(make.actor(), order, "invalid", NOW, call="made", choice="feedback")


def test_feedback_is_for_clients_who_ordered_before() -> None:
    shop, client = make.shop(), {"phone": "+79164883107"}
    make.order(shop, NOW, client=client)
    done = feedback(make.order(shop, NOW, client=client))
    assert (done.status, done.problem) == ("invalid", "invalid_number")
    event = Event.objects.filter(order_id=done.pk).latest("id")
    assert event.body["comment"] == "Обратная связь"


def test_what_is_sent_late_goes_over_ones_own_changes_but_not_over_those_of_others() -> None:
    order, anna, boris = make.order(make.shop(), NOW), make.actor("Anna"), make.actor("Boris")
    edit(anna, order.pk, Changes(address={"city": "Пермь"}), NOW, version=1)
    late = Form("made", problem="busy")
    assert perform(anna, order.pk, "no_answer", late, NOW, version=2, since=1).attempts == 1
    edit(boris, order.pk, Changes(address={}), NOW, version=3)
    edit(anna, order.pk, Changes(address={"city": "Омск"}), NOW, version=4)
    with pytest.raises(Stale):
        perform(anna, order.pk, "no_answer", late, NOW, version=5, since=3)
    assert Order.objects.get(pk=order.pk).attempts == 1


def test_feedback_of_a_stranger_is_refused_with_the_advice() -> None:
    order = make.order(make.shop(), NOW)
    with pytest.raises(Refused) as refusal:
        feedback(order)
    assert [error.code for error in refusal.value.refusal.errors] == ["not_own_client"]
    assert Order.objects.get(pk=order.pk).version == 1


def test_who_ordered_before_in_another_shop_is_our_client_too() -> None:
    client = {"phone": "+79164883107"}
    make.order(make.shop("other"), NOW, client=client)
    assert feedback(make.order(make.shop(), NOW, client=client)).status == "invalid"


def test_an_earlier_order_that_was_thrown_out_makes_nobody_our_client() -> None:
    shop, client = make.shop(), {"phone": "+79164883107"}
    spam = make.order(shop, NOW, client=client)
    make.act(make.actor(), spam, "invalid", NOW, call="not_made", choice="spam")
    with pytest.raises(Refused):
        feedback(make.order(shop, NOW, client=client))


WAY = [
    ("confirm", {"call": "made"}, "operator", "confirmed", "assemble", "warehouse"),
    ("assemble", {}, "warehouse", "assembled", "ship", "warehouse"),
    ("ship", {"fields": {"track_number": "RA1"}}, "warehouse", "shipped", "track", "manager"),
    ("deliver", {}, "courier", "delivered", "quality_call", "quality"),
    ("quality_bad", {"comment": "scratched"}, "quality", "claim", "resolve_claim", "manager"),
    ("resolve_claim", {}, "manager", "done", None, None),
]


def test_an_order_goes_its_whole_way_and_always_has_its_next_task() -> None:
    order = make.order(make.shop(), NOW)
    for action, form, role, status, task, whose in WAY:
        done = perform(make.actor(role=role), order.pk, action, Form(**form), NOW)
        assert (done.status, done.task_kind, done.task_role) == (status, task, whose)
        assert (done.task_due_at is None) == (task is None)
    order.refresh_from_db()
    assert (order.status_kind, order.closed_at, order.fields) == ("won", NOW, {"track_number": "RA1"})
    assert Event.objects.filter(order_id=order.pk, kind="order.action").count() == len(WAY)


def test_the_quality_call_is_seven_days_after_delivery() -> None:
    order = make.order(make.shop(), NOW)
    for action, form, role, *_ in WAY[:4]:
        done = perform(make.actor(role=role), order.pk, action, Form(**form), NOW)
    assert done.task_due_at == NOW + timedelta(days=7)


def test_a_refused_action_leaves_row_and_history_as_they_were() -> None:
    order = make.order(make.shop(), NOW)
    before = Order.objects.filter(pk=order.pk).values().get()
    for action, form in (("confirm", {}), ("ship", {"call": "made"}), ("nothing", {})):
        with pytest.raises(Refused):
            perform(make.actor(), order.pk, action, Form(**form), NOW)
    assert Order.objects.filter(pk=order.pk).values().get() == before
    assert Event.objects.filter(order_id=order.pk).count() == 1
