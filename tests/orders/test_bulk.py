"""One action on many orders: each by itself, with a result per order, in the order they were named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dozvon.orders.actions import claims
from dozvon.orders.actions.bulk import MOST, perform_each
from dozvon.orders.errors import Claimed, OrderNotFound, Refused
from dozvon.orders.models import Order
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def test_each_order_has_a_result_and_none_holds_up_another() -> None:
    shop = make.shop()
    anna, boss = make.actor("Anna"), make.actor("Boss", role="head")
    first, held, fresh, last = (make.order(shop) for _ in range(4))
    for order in (first, held, last):
        make.act(anna, order, "confirm", call="made")
    claims.claim(anna, held.pk, NOW)
    ids = [first.pk, held.pk, fresh.pk, 999, last.pk, first.pk]
    results = perform_each(boss, ids, "assemble", NOW)
    assert [result.order_id for result in results] == [first.pk, held.pk, fresh.pk, 999, last.pk]
    assert [type(result.error) for result in results] == [type(None), Claimed, Refused, OrderNotFound, type(None)]
    assert results[3].order is None
    statuses = [Order.objects.get(pk=pk).status for pk in (first.pk, held.pk, fresh.pk, last.pk)]
    assert statuses == ["assembled", "confirmed", "new", "assembled"]


def test_no_more_than_a_page_is_worked_on() -> None:
    results = perform_each(make.actor("Boss", role="head"), range(1, MOST + 50), "assemble", NOW)
    assert len(results) == MOST
    assert {type(result.error) for result in results} == {OrderNotFound}
