"""What the database itself refuses, whoever asks: the one rule above all, and the history that nobody rewrites."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import Error, connection, transaction

from dozvon.core.actor import SYSTEM
from dozvon.platform.events.actions import record_access
from dozvon.platform.events.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


def refused(sql: str, constraint: str) -> None:
    with pytest.raises(Error, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


OPEN_WRONG = {
    "task_kind = NULL": "orders_open_has_task",
    "task_due_at = NULL": "orders_open_has_task",
    "task_kind = NULL, task_due_at = NULL": "orders_open_has_task",
    "status = 'refused'": "orders_status_of_its_kind",
    "status = 'nowhere'": "orders_status_of_its_kind",
    "status_kind = 'won', task_kind = NULL, task_due_at = NULL, closed_at = now()": "orders_status_of_its_kind",
    "status = 'refused', status_kind = 'lost', closed_at = now()": "orders_open_has_task",
    "status = 'refused', status_kind = 'lost', task_kind = NULL, task_due_at = NULL": "orders_closed_when_closed",
    "status_kind = 'gone'": "orders_",
    "closed_at = now()": "orders_closed_when_closed",
    "claimed_until = now()": "orders_claim_is_whole",
    "claimed_by_id = (SELECT min(id) FROM users)": "orders_claim_is_whole",
    "total = total + 0.01": "orders_total_adds_up",
    "goods_total = goods_total - 1": "orders_total_adds_up",
    "goods_total = -1, total = -1": "orders_money_not_negative",
    "attempts = 1": "orders_attempts_in_total",
    "pursued_since = received_at - interval '1 second'": "orders_pursued_after_arrival",
    "shop_id = 0": "orders_shop_id",
    "client_id = 0": "orders_client_id",
}


@pytest.mark.parametrize("change", OPEN_WRONG)
def test_an_open_order_cannot_be_made_wrong(change: str) -> None:
    order = make.order(make.shop())
    make.user()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"UPDATE orders SET {change} WHERE id = {order.pk}", OPEN_WRONG[change])


@pytest.mark.parametrize(
    "change, constraint",
    [
        ("task_kind = 'call', task_due_at = now()", "orders_open_has_task"),
        ("task_due_at = now()", "orders_open_has_task"),
        ("task_role = 'head'", "orders_open_has_task"),
        ("closed_at = NULL", "orders_closed_when_closed"),
        ("status = 'new'", "orders_status_of_its_kind"),
        ("claimed_by_id = (SELECT min(id) FROM users), claimed_until = now()", "orders_closed_is_not_claimed"),
    ],
)
def test_a_closed_order_cannot_be_made_wrong(change: str, constraint: str) -> None:
    order = make.order(make.shop())
    make.act(make.actor(), order, "invalid", call="not_made", choice="spam")
    refused(f"UPDATE orders SET {change} WHERE id = {order.pk}", constraint)


@pytest.mark.parametrize("table", ["events", "access_log"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}", "DELETE FROM {} WHERE false"])
def test_the_history_cannot_be_changed(table: str, change: str) -> None:
    make.order(make.shop())
    record_access(SYSTEM, datetime.now(UTC), "order")
    refused(change.format(table), "append-only")
    assert Event.objects.count() == 1


def test_one_external_id_is_one_order_in_a_shop() -> None:
    shop = make.shop()
    make.order(shop, external_id="A-1")
    other = make.order(shop)
    refused(f"UPDATE orders SET external_id = 'A-1' WHERE id = {other.pk}", "orders_external_once")


def test_one_phone_recognises_one_client() -> None:
    shop = make.shop()
    first, second = make.order(shop), make.order(shop)
    refused(
        f"UPDATE contacts SET client_id = {second.client_id}, main = false, value = "
        f"(SELECT value FROM contacts WHERE client_id = {second.client_id}) WHERE client_id = {first.client_id}",
        "contacts_match_once|contacts_of_client_once",
    )
