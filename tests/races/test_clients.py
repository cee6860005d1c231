"""Merges against intakes and against each other: an order always ends at the client that was kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from dozvon.clients import access
from dozvon.clients.actions import merge as merging
from dozvon.clients.errors import BadMerge
from dozvon.clients.models import Client, Contact
from dozvon.core.actor import SYSTEM
from dozvon.intake.actions import single, taking
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories as make
from tests.races.interleave import Pause, outcomes, race

pytestmark = pytest.mark.django_db(transaction=True)


def now() -> datetime:
    return datetime.now(UTC)


def client(shop: Shop, phone: str) -> int:
    return make.order(shop, client={"phone": phone}).client_id


def send(shop: Shop, phone: str) -> single.Taken:
    return single.take_in(SYSTEM, json.dumps(make.body(shop, client={"phone": phone})).encode(), now())


def merge(source: int, target: int) -> merging.Merge:
    return merging.merge(SYSTEM, source, target, now())


def test_a_merge_waits_for_an_intake_of_the_same_phone_and_takes_its_order_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop, phone = make.shop(), make.phone()
    source, target = client(shop, phone), client(shop, make.phone())
    taken, merged = race(
        lambda: send(shop, phone),
        Pause(monkeypatch, taking, "match", after=True),
        lambda: merge(source, target),
    )
    assert outcomes(taken, merged) == ["done", "done"]
    assert Order.objects.get(pk=taken.result().order_id).client_id == target
    assert not Order.objects.filter(client_id=source).exists()


@pytest.mark.parametrize("with_phone", [True, False])
def test_an_intake_that_names_the_client_waits_for_a_merge_and_goes_to_the_kept_one(
    monkeypatch: pytest.MonkeyPatch, with_phone: bool
) -> None:
    shop, phone = make.shop(), make.phone()
    source, target = client(shop, phone), client(shop, make.phone())
    named = make.body(shop, client={"id": source, **({"phone": phone} if with_phone else {})})
    merged, taken = race(
        lambda: merge(source, target),
        Pause(monkeypatch, merging, "record"),
        lambda: single.take_in(SYSTEM, json.dumps(named).encode(), now()),
    )
    assert outcomes(merged, taken) == ["done", "done"]
    assert Order.objects.get(pk=taken.result().order_id).client_id == target


def test_an_intake_waits_for_a_merge_and_finds_the_kept_client(monkeypatch: pytest.MonkeyPatch) -> None:
    shop, phone = make.shop(), make.phone()
    source, target = client(shop, phone), client(shop, make.phone())
    merged, taken = race(
        lambda: merge(source, target), Pause(monkeypatch, merging, "record"), lambda: send(shop, phone)
    )
    assert outcomes(merged, taken) == ["done", "done"]
    assert Order.objects.get(pk=taken.result().order_id).client_id == target


def test_an_intake_during_the_undoing_of_a_merge_goes_to_who_has_the_phone_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop, phone = make.shop(), make.phone()
    source, target = client(shop, phone), client(shop, make.phone())
    done = merge(source, target)
    undone, taken = race(
        lambda: merging.undo(SYSTEM, done.pk, now()), Pause(monkeypatch, merging, "record"), lambda: send(shop, phone)
    )
    assert outcomes(undone, taken) == ["done", "done"]
    order = Order.objects.get(pk=taken.result().order_id)
    assert order.client_id == Contact.objects.get(value=phone).client_id == source


def test_undoing_a_merge_waits_for_a_second_one_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    first, second, third = (client(shop, make.phone()) for _ in range(3))
    done = merge(first, second)
    further, undone = race(
        lambda: merge(second, third),
        Pause(monkeypatch, merging, "record"),
        lambda: merging.undo(SYSTEM, done.pk, now()),
    )
    assert outcomes(further, undone) == ["done", "BadMerge"]
    assert isinstance(undone.error, BadMerge)
    assert undone.error.code == "not_last"
    assert set(Order.objects.values_list("client_id", flat=True)) == {third}


def test_a_second_merge_waits_for_the_undoing_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    first, second, third = (client(shop, make.phone()) for _ in range(3))
    done = merge(first, second)
    undone, further = race(
        lambda: merging.undo(SYSTEM, done.pk, now()),
        Pause(monkeypatch, merging, "record"),
        lambda: merge(second, third),
    )
    assert outcomes(undone, further) == ["done", "done"]
    assert sorted(Order.objects.values_list("client_id", flat=True)) == [first, third, third]


def test_undoing_and_merging_back_do_not_wait_for_each_other_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The undoing holds one client; the merge the other way asks for both."""
    shop = make.shop()
    low, high = (client(shop, make.phone()) for _ in range(2))
    done = merge(low, high)
    undone, back = race(
        lambda: merging.undo(SYSTEM, done.pk, now()),
        Pause(monkeypatch, access, "locked"),
        lambda: merge(high, low),
    )
    assert outcomes(undone, back) == ["done", "done"]
    assert Client.objects.get(pk=high).merged_into_id == low


def test_two_merges_into_each_other_leave_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    one, other = (client(shop, make.phone()) for _ in range(2))
    both = race(
        lambda: merge(one, other),
        Pause(monkeypatch, merging, "_move_parts"),
        lambda: merge(other, one),
    )
    assert outcomes(*both) == ["done", "BadMerge"]
    assert Client.objects.filter(merged_into__isnull=True).count() == 1


def test_a_contact_that_comes_with_the_waited_for_order_moves_along(monkeypatch: pytest.MonkeyPatch) -> None:
    shop, phone = make.shop(), make.phone()
    source, target = client(shop, phone), client(shop, make.phone())
    body = make.body(shop, client={"phone": phone, "email": "new@mail.ru"})
    taken, merged = race(
        lambda: single.take_in(SYSTEM, json.dumps(body).encode(), now()),
        Pause(monkeypatch, taking, "match", after=True),
        lambda: merge(source, target),
    )
    assert outcomes(taken, merged) == ["done", "done"]
    assert set(Contact.objects.values_list("client_id", flat=True)) == {target}
    assert make.order(shop, client={"email": "new@mail.ru"}).client_id == target
