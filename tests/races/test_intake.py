"""The same sent twice at the same moment is one order and one client."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from dozvon.clients.models import Client, Contact
from dozvon.core.actor import SYSTEM
from dozvon.intake.actions import bulk, single
from dozvon.orders.models import Order
from dozvon.platform.inbox.models import InboxMessage
from tests import factories as make
from tests.races.interleave import Pause, Worker, race, wait_until_blocked

pytestmark = pytest.mark.django_db(transaction=True)


def send(body: dict[str, Any], key: str | None = None) -> single.Taken:
    return single.take_in(SYSTEM, json.dumps(body).encode(), datetime.now(UTC), key)


def send_many(*bodies: dict[str, Any]) -> list[bulk.RowResult]:
    return bulk.take_in_bulk(SYSTEM, json.dumps(bodies).encode(), datetime.now(UTC))


def test_one_external_id_at_once_is_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    body = make.body(make.shop(), external_id="A-1")
    first, second = race(lambda: send(body), Pause(monkeypatch, single, "take", after=True), lambda: send(body))
    assert first.result().created
    assert (second.result().order_id, second.result().created) == (first.result().order_id, False)
    assert (Order.objects.count(), Client.objects.count()) == (1, 1)
    assert list(InboxMessage.objects.values_list("state", flat=True)) == ["done", "done"]


def test_one_idempotency_key_at_once_is_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    one, other = make.body(shop), make.body(shop)
    pause = Pause(monkeypatch, single.inbox, "mark_done")
    first, second = race(lambda: send(one, "k"), pause, lambda: send(other, "k"))
    assert (first.result().created, second.result().created) == (True, False)
    assert first.result().order_id == second.result().order_id
    assert (Order.objects.count(), Client.objects.count()) == (1, 1)


def test_one_new_phone_in_two_orders_at_once_is_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    one = make.body(shop, client={"phone": "+79164883107", "email": "a@b.ru"})
    other = make.body(shop, client={"phone": "8 916 488 31 07", "name": "Олег"})
    both = race(lambda: send(one), Pause(monkeypatch, single, "take", after=True), lambda: send(other))
    assert [worker.result().created for worker in both] == [True, True]
    assert Client.objects.count() == 1
    assert Order.objects.filter(client=Client.objects.get()).count() == 2


def test_a_bulk_waits_for_a_single_with_the_same_external_id(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    body = make.body(shop, external_id="A-1")
    alone, many = race(
        lambda: send(body),
        Pause(monkeypatch, single, "take", after=True),
        lambda: send_many(make.body(shop, external_id="A-0"), body),
    )
    rows = many.result()
    assert (rows[0].duplicate, rows[1].duplicate) == (False, True)
    assert rows[1].order_id == alone.result().order_id
    assert Order.objects.count() == 2


def test_a_single_waits_for_a_bulk_with_the_same_external_id(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    body = make.body(shop, external_id="A-1")
    many, alone = race(
        lambda: send_many(body, make.body(shop)),
        Pause(monkeypatch, bulk, "take", after=True),
        lambda: send(body),
    )
    assert (alone.result().order_id, alone.result().created) == (many.result()[0].order_id, False)
    assert Order.objects.count() == 2


def crossed(first: list[dict[str, Any]], between: dict[str, Any]) -> tuple[Worker, Worker]:
    """The rows and the same rows backwards, both stopped at a third in their middle by a transaction that fails."""
    with transaction.atomic():
        send(between)
        forward = Worker(lambda: send_many(*first))
        wait_until_blocked(forward)
        backward = Worker(lambda: send_many(*reversed(first)))
        wait_until_blocked(backward)
        transaction.set_rollback(True)
    return forward.finish(), backward.finish()


def test_bulks_of_the_same_clients_in_opposite_order_do_not_fail_each_other() -> None:
    shop = make.shop()
    rows = [make.body(shop) for _ in range(3)]
    both = crossed(rows, make.body(shop, client=rows[1]["client"]))
    assert [row.errors for worker in both for row in worker.result()] == [[]] * 6
    assert (Client.objects.count(), Contact.objects.count(), Order.objects.count()) == (3, 3, 6)


def test_bulks_of_the_same_orders_in_opposite_order_do_not_fail_each_other() -> None:
    shop = make.shop()
    rows = [make.body(shop, external_id=f"A-{number}", client={}) for number in range(3)]
    forward, backward = crossed(rows, make.body(shop, external_id="A-1", client={}))
    ids = [row.order_id for row in forward.result()]
    assert [row.order_id for row in backward.result()] == ids[::-1]
    assert Order.objects.count() == 3
