"""Two at one order: exactly one wins, the other is told who, and nothing is half-done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import Form
from dozvon.dispatch.actions import take_next
from dozvon.orders.actions import age as ageing
from dozvon.orders.actions import claims
from dozvon.orders.actions import perform as performing
from dozvon.orders.actions import undo as undoing
from dozvon.orders.errors import Claimed, Refused, Stale
from dozvon.orders.models import Order
from dozvon.platform.events.models import Event
from tests import factories as make
from tests.races.interleave import Pause, Worker, outcomes, race, wait_until_blocked

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = Form(call="made", problem="busy")


def now() -> datetime:
    return datetime.now(UTC)


def kinds(order: Order) -> list[str]:
    return list(Event.objects.filter(order_id=order.pk).order_by("id").values_list("kind", flat=True))


def test_of_two_claims_one_wins_and_the_other_is_told_who() -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        both = [Worker(lambda who=who: claims.claim(who, order.pk, now())) for who in (anna, boris)]
        for worker in both:
            wait_until_blocked(worker)
    assert sorted(outcomes(*(worker.finish() for worker in both))) == ["Claimed", "done"]
    refusal = next(worker.error for worker in both if worker.error)
    order.refresh_from_db()
    assert isinstance(refusal, Claimed)
    assert order.claimed_by is not None
    assert refusal.holder == order.claimed_by.name
    assert kinds(order).count("order.claimed") == 1


def test_an_expired_claim_goes_to_who_comes_first_and_the_former_holder_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    claims.claim(anna, order.pk, now() - timedelta(minutes=15))
    taking, acting = race(
        lambda: claims.claim(boris, order.pk, now()),
        Pause(monkeypatch, claims, "record"),
        lambda: performing.perform(anna, order.pk, "no_answer", BUSY, now()),
    )
    assert outcomes(taking, acting) == ["done", "Claimed"]
    assert isinstance(acting.error, Claimed)
    assert acting.error.holder == "Boris"


def test_an_expired_claim_that_is_being_prolonged_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    claims.claim(anna, order.pk, now() - timedelta(minutes=15))
    with Pause(monkeypatch, claims, "record") as pause:
        prolonging = Worker(lambda: claims.claim(anna, order.pk, now()))
        pause.wait()
        assert take_next(boris, now()) is None
    prolonging.result()
    assert take_next(boris, now()) is None


def test_a_claim_one_moment_before_its_end_still_holds() -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    until = claims.claim(anna, order.pk, now()).claimed_until
    assert until is not None
    with pytest.raises(Claimed):
        claims.claim(boris, order.pk, until - timedelta(microseconds=1))
    assert claims.claim(boris, order.pk, until).claimed_by_id == boris.user_id


def test_of_two_actions_on_the_same_version_one_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    first, second = race(
        lambda: performing.perform(anna, order.pk, "no_answer", BUSY, now(), 1),
        Pause(monkeypatch, performing, "decide"),
        lambda: performing.perform(boris, order.pk, "no_answer", BUSY, now(), 1),
    )
    assert outcomes(first, second) == ["done", "Stale"]
    assert isinstance(second.error, Stale)
    order.refresh_from_db()
    assert (order.attempts, order.version, second.error.version) == (1, 2, 2)


def test_two_confirmations_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    confirm = Form(call="made")
    first, second = race(
        lambda: performing.perform(anna, order.pk, "confirm", confirm, now()),
        Pause(monkeypatch, performing, "decide"),
        lambda: performing.perform(boris, order.pk, "confirm", confirm, now()),
    )
    assert outcomes(first, second) == ["done", "Refused"]
    assert isinstance(second.error, Refused)
    assert second.error.refusal.reason == "transition"
    assert kinds(order) == ["order.received", "order.action"]


def test_two_unsuccessful_calls_at_once_are_both_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    both = race(
        lambda: performing.perform(anna, order.pk, "no_answer", BUSY, now()),
        Pause(monkeypatch, performing, "decide"),
        lambda: performing.perform(boris, order.pk, "no_answer", BUSY, now()),
    )
    order.refresh_from_db()
    assert (outcomes(*both), order.attempts, order.version) == (["done", "done"], 2, 3)


def test_an_action_waits_for_a_claim_by_another_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    claiming, acting = race(
        lambda: claims.claim(anna, order.pk, now()),
        Pause(monkeypatch, claims, "record"),
        lambda: performing.perform(boris, order.pk, "confirm", Form(call="made"), now()),
    )
    assert outcomes(claiming, acting) == ["done", "Claimed"]
    order.refresh_from_db()
    assert order.status == "new"


def test_a_claim_waits_for_an_action_and_finds_the_order_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    refuse = Form(call="made", problem="expensive", comment="too dear")
    both = race(
        lambda: performing.perform(anna, order.pk, "refuse", refuse, now()),
        Pause(monkeypatch, performing, "decide"),
        lambda: claims.claim(boris, order.pk, now()),
    )
    assert outcomes(*both) == ["done", "Closed"]


def test_twenty_operators_get_ten_orders_each_once() -> None:
    shop = make.shop()
    orders = [make.order(shop) for _ in range(10)]
    people = [make.actor() for _ in range(20)]
    start = threading.Barrier(20)

    def ask(who: make.Actor) -> int | None:
        start.wait(30)
        handed = take_next(who, now())
        return None if handed is None else handed.order.pk

    answers = [worker.result() for worker in [Worker(lambda who=who: ask(who)) for who in people]]
    assert sorted(pk for pk in answers if pk is not None) == [order.pk for order in orders]
    assert answers.count(None) == 10


def test_an_order_under_another_ones_hand_is_passed_over_without_waiting() -> None:
    shop, anna = make.shop(), make.actor("Anna")
    first, second = make.order(shop), make.order(shop)
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=first.pk)
        handed = Worker(lambda: take_next(anna, now())).result()
    assert handed is not None
    assert handed.order.pk == second.pk


def aged_order(calls: int = 1) -> tuple[Order, make.Actor]:
    shop, anna = make.shop(), make.actor("Anna")
    order = make.no_answer(anna, make.order(shop), calls)
    make.age(order, timedelta(days=4))
    return order, anna


def test_ageing_passes_over_an_order_that_is_being_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna = aged_order()
    with Pause(monkeypatch, performing, "decide") as pause:
        calling = Worker(
            lambda: performing.perform(
                anna,
                order.pk,
                "call_later",
                Form(call="made", comment="tomorrow", call_back_at=now() + timedelta(days=1)),
                now(),
            )
        )
        pause.wait()
        assert ageing.age(order.shop, now()) == 0
    calling.result()
    assert ageing.age(order.shop, now()) == 0
    order.refresh_from_db()
    assert (order.status, order.task_kind) == ("in_progress", "call")


def test_an_action_that_meets_the_ageing_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna = aged_order()
    seen = order.version
    both = race(
        lambda: ageing.age(order.shop, now()),
        Pause(monkeypatch, ageing, "record"),
        lambda: performing.perform(anna, order.pk, "no_answer", BUSY, now(), seen),
    )
    assert outcomes(*both) == ["done", "Stale"]
    order.refresh_from_db()
    assert order.task_kind == "review"


def undone(who: Actor, order: Order) -> Callable[[], Order]:
    return lambda: undoing.undo(who, order.pk, now())


def test_an_undo_against_anothers_action_one_of_them_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    make.no_answer(anna, order)
    acting, undo = race(
        lambda: performing.perform(boris, order.pk, "no_answer", BUSY, now(), 2),
        Pause(monkeypatch, performing, "decide"),
        undone(anna, order),
    )
    assert outcomes(acting, undo) == ["done", "NotUndoable"]
    order.refresh_from_db()
    assert (order.attempts, order.version) == (2, 3)


def test_anothers_action_against_an_undo_finds_the_order_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    make.no_answer(anna, order)
    undo, acting = race(
        undone(anna, order),
        Pause(monkeypatch, undoing, "record"),
        lambda: performing.perform(boris, order.pk, "no_answer", BUSY, now(), 2),
    )
    assert outcomes(undo, acting) == ["done", "Claimed"]
    order.refresh_from_db()
    assert (order.attempts, order.claimed_by_id) == (0, anna.user_id)


def test_an_undo_against_anothers_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna, boris = make.order(make.shop()), make.actor("Anna"), make.actor("Boris")
    make.no_answer(anna, order)
    claiming, undo = race(
        lambda: claims.claim(boris, order.pk, now()), Pause(monkeypatch, claims, "record"), undone(anna, order)
    )
    assert outcomes(claiming, undo) == ["done", "Claimed"]
    order.refresh_from_db()
    assert (order.attempts, order.claimed_by_id) == (1, boris.user_id)


def test_two_undos_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna = make.order(make.shop()), make.actor("Anna")
    make.no_answer(anna, order)
    both = race(undone(anna, order), Pause(monkeypatch, undoing, "record"), undone(anna, order))
    assert outcomes(*both) == ["done", "done"]
    assert kinds(order).count("order.undone") == 1


def test_the_same_form_sent_twice_at_once_is_saved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    order, anna = make.order(make.shop()), make.actor("Anna")
    send = lambda: performing.perform(anna, order.pk, "no_answer", BUSY, now(), 1, "a-key-of-the-form")  # noqa: E731
    both = race(send, Pause(monkeypatch, performing, "decide"), send)
    order.refresh_from_db()
    assert (outcomes(*both), order.attempts) == (["done", "done"], 1)
