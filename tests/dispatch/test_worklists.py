"""Work lists: the order of tasks, how they are counted and handed out, and that an index brings them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon.core.actor import SYSTEM
from dozvon.dispatch import worklists
from dozvon.dispatch.actions import take_from_list
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def confirmed(shop: Shop, due: datetime = NOW) -> Order:
    """An order to be packed, due then."""
    order = make.act(SYSTEM, make.order(shop), "confirm", call="made")
    Order.objects.filter(pk=order.pk).update(task_due_at=due)
    return order


def ids(api: make.Api, query: str) -> list[int]:
    return [order["id"] for order in api.get(f"/orders?{query}")["items"]]


def test_tasks_of_several_kinds_come_by_when_they_are_due() -> None:
    shop, other = make.shop(), make.shop("other")
    late, soon = confirmed(shop, NOW - timedelta(hours=2)), confirmed(other, NOW - timedelta(hours=1))
    sent = make.act(SYSTEM, confirmed(shop), "assemble")
    make.order(shop)
    Order.objects.filter(pk=sent.pk).update(task_due_at=NOW - timedelta(minutes=90))
    api = make.Api(make.user(role="warehouse"))
    assert ids(api, "task=assemble") == [late.pk, soon.pk]
    assert ids(api, "task=assemble&task=ship&task=assemble") == [late.pk, sent.pk, soon.pk]
    assert ids(api, "task=assemble&task=ship&shop=main") == [late.pk, sent.pk]
    before = (NOW - timedelta(minutes=80)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert ids(api, f"task=assemble&task=ship&due_before={before}") == [late.pk, sent.pk]
    assert ids(api, f"task=assemble&q={soon.number}") == [soon.pk]
    assert ids(api, "task=nonsense") == []


def test_a_list_of_tasks_is_paged_by_its_cursor() -> None:
    shop = make.shop()
    orders = [confirmed(shop, NOW - timedelta(minutes=place)) for place in range(5)]
    api, found, cursor = make.Api(make.user(role="warehouse")), list[int](), ""
    for _ in range(3):
        page = api.get(f"/orders?task=assemble&limit=2{cursor}")
        found += [order["id"] for order in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert (found, page["next_cursor"]) == ([order.pk for order in reversed(orders)], None)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("task=assemble&queue=new", {"queue": "not_with_task"}),
        ("due_before=2026-01-01T10:00:00Z", {"task": "missing"}),
        ("task=assemble&due_before=2026-01-01T10:00:00", {"due_before": "no_zone"}),
        ("task=assemble&due_before=soon", {"due_before": "not_moment"}),
    ],
)
def test_what_makes_no_sense_names_its_field(query: str, wrong: dict[str, str]) -> None:
    make.shop()
    api = make.Api(make.user(role="warehouse"))
    assert make.fields(api.refused("GET", f"/orders?{query}")) == wrong


def test_odd_bytes_and_odd_times_find_nothing() -> None:
    confirmed(make.shop())
    api = make.Api(make.user(role="warehouse"))
    assert ids(api, "task=%00&task=x%00y") == []
    assert ids(api, "task=assemble&due_before=0001-01-01T00:00:00%2B14:00") == []
    assert len(ids(api, "task=assemble&due_before=9999-12-31T23:59:59-12:00")) == 1


def test_a_list_counts_what_is_due_today_and_no_further_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make.shop()
    for hours in (-30, -1, 40):
        confirmed(shop, NOW + timedelta(hours=hours))
    lists = worklists.lists_of(make.actor(role="warehouse"))
    assert [one.code for one in lists] == ["assemble", "ship"]
    found = worklists.standing(lists, NOW)
    assert [one.count for one in found] == [2, 0]
    assert [one.first_at for one in found] == [NOW - timedelta(hours=30), None]
    monkeypatch.setattr(worklists, "MOST", 1)
    assert worklists.standing(lists, NOW)[0].count == 1


def test_two_take_two_and_the_third_finds_nothing() -> None:
    shop, other = make.shop(), make.shop("other")
    first, second = confirmed(other, NOW - timedelta(hours=2)), confirmed(shop, NOW - timedelta(hours=1))
    confirmed(shop, NOW + timedelta(hours=40))
    taken = []
    for _ in range(3):
        actor = make.actor(role="warehouse")
        order = take_from_list(actor, worklists.lists_of(actor)[0], NOW)
        taken.append(order.pk if order else None)
    assert taken == [first.pk, second.pk, None]


def test_a_role_is_handed_only_what_it_can_do_something_about() -> None:
    shop = make.shop()
    order = confirmed(shop)
    Order.objects.filter(pk=order.pk).update(task_kind="assemble", status="new")
    actor = make.actor(role="warehouse")
    assert take_from_list(actor, worklists.lists_of(actor)[0], NOW) is None


def test_tabs_are_shown_to_who_can_work_in_them() -> None:
    make.order(make.shop())
    shown = {role: len(make.Api(make.user(role=role)).get("/desk/queues")) for role in ("operator", "warehouse")}
    assert shown == {"operator": 7, "warehouse": 0}


_COPIES = """
INSERT INTO orders ({columns}) SELECT {values} FROM orders o, generate_series(1, 4000) AS n WHERE o.id = %s
"""


def many(order: Order) -> None:
    """Four thousand like it, due one after another."""
    columns = [field.column for field in Order._meta.concrete_fields if field.column != "id"]
    own = {"number": "nextval('order_numbers')", "task_due_at": "o.task_due_at + n * interval '1 second'"}
    values = [
        own.get(column, "NULL" if column.startswith(("intake", "external")) else f"o.{column}") for column in columns
    ]
    with connection.cursor() as cursor:
        cursor.execute(_COPIES.format(columns=", ".join(columns), values=", ".join(values)), [order.pk])


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan] + [node for inner in plan.get("Plans", ()) for node in nodes(inner)]


def test_an_index_brings_the_tasks_in_their_order_and_counts_them() -> None:
    shop = make.shop()
    many(confirmed(shop))
    many(make.order(shop))
    actor = make.actor(role="warehouse")
    lists = worklists.lists_of(actor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders")
    with CaptureQueriesContext(connection) as captured:
        worklists.page_of_tasks(actor, [shop], ["assemble", "ship"], None, 50, NOW + timedelta(days=1))
        worklists.standing(lists, NOW)
        take_from_list(actor, lists[0], NOW + timedelta(hours=3))
    asked = [query["sql"] for query in captured if "task_kind" in query["sql"] and "EXPLAIN" not in query["sql"]]
    for sql in (sql for sql in asked if "o.task_kind" in sql):
        with connection.cursor() as cursor:
            # Of so small a table, half of which is asked for, some versions would rather read the whole.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}".replace("%", "%%"))
            plan = cursor.fetchone()[0][0]["Plan"]
        found = nodes(plan)
        names = {node.get("Index Name") for node in found}
        assert "orders_open_tasks" in names, sql
        read = max(node["Actual Rows"] for node in found if node.get("Index Name") == "orders_open_tasks")
        assert read <= max(51, worklists.MOST), sql
        assert not any(node["Node Type"] == "Seq Scan" and node["Relation Name"] == "orders" for node in found), sql
