"""One definition of the tabs, three readers: Python, SQL and the lists, counts and next orders made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.core.hours import day_start, local_date
from dozvon.core.pipeline.facts import OrderFacts
from dozvon.core.pipeline.queues import condition, queue_of
from dozvon.dispatch.actions import take_next
from dozvon.dispatch.queries import page_of_queue, tabs
from dozvon.orders import rules
from dozvon.orders.models import Order
from dozvon.pipelines.queries import read_pipeline
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
ZONES = ("Europe/Moscow", "Asia/Vladivostok", "America/New_York", "Europe/Kyiv", "Asia/Kathmandu", "Pacific/Apia")
# Clocks change in New York and Kyiv near some of these; one is a midnight of Moscow.
MOMENTS = (
    datetime(2026, 3, 8, 6, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 5, 9, 21, tzinfo=UTC),
)


@dataclass(frozen=True)
class Made:
    """An order as generated: its status's place, its counters, and how long ago it came and was pursued anew."""

    status: int
    attempts: int
    days: int
    seconds: int
    pursued: int


made_orders = st.lists(
    st.builds(
        Made,
        status=st.integers(0, 99),
        attempts=st.integers(0, 9),
        days=st.integers(0, 6),
        seconds=st.sampled_from([-1, 0, 1, 3600, 43_200, 86_399]),
        pursued=st.integers(0, 6),
    ),
    min_size=20,
    max_size=60,
)
_ADD = """
INSERT INTO orders (shop_id, client_id, pipeline_id, status, status_kind, task_kind, task_due_at, attempts,
    attempts_total, received_at, pursued_since, zone, channel, skus, currency, goods_total, delivery_total, total,
    comment, flags, address, fields, source, version)
SELECT %s, %s, %s, row.status, row.kind, CASE WHEN row.kind = 'open' THEN 'call' END,
    CASE WHEN row.kind = 'open' THEN row.pursued END, row.attempts, row.attempts, row.received, row.pursued,
    %s, 'site', '{}', 'RUB', 0, 0, 0, '', '{}', '{}', '{}', '{}', 1
FROM unnest(%s::text[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[])
    AS row(status, kind, attempts, received, pursued)
"""


def write(shop: Shop, client_id: int, generated: list[Made], now: datetime) -> None:
    """The generated orders as rows, near the edges of the shop's local days."""
    pipeline = read_pipeline(shop.pipeline_id)
    columns: list[list[Any]] = [[], [], [], [], []]
    for one in generated:
        status = [item for item in pipeline.statuses if item.kind == "open"][one.status % _open(pipeline)]
        edge = day_start(shop.zone, local_date(shop.zone, now) - timedelta(days=one.days))
        received = min(now, edge + timedelta(seconds=one.seconds))
        pursued = max(received, min(now, now - timedelta(days=one.pursued)))
        for column, value in zip(columns, (status.code, status.kind, one.attempts, received, pursued), strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [shop.pk, client_id, shop.pipeline_id, shop.zone, *columns])


def _open(pipeline: Any) -> int:
    return sum(item.kind == "open" for item in pipeline.statuses)


def by_sql(shop: Shop, now: datetime) -> dict[int, list[str]]:
    """The queues of each order by their compiled conditions, in one statement."""
    pipeline = read_pipeline(shop.pipeline_id)
    cases, params = [], list[Any]()
    for queue in pipeline.queues:
        inside = condition(pipeline, queue, now, shop.zone)
        cases.append(f"CASE WHEN {inside.sql} THEN '{queue.code}' END")
        params += inside.params
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.id, array_remove(ARRAY[{', '.join(cases)}]::text[], NULL) FROM orders o WHERE o.shop_id = %s",
            [*params, shop.pk],
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize("preset", ["shop", "envy", "school"])
@given(
    generated=made_orders,
    zone=st.sampled_from(ZONES),
    moment=st.sampled_from(MOMENTS),
    shift=st.integers(-40, 40),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_sql_agree_and_no_order_is_in_two_tabs(
    preset: str, generated: list[Made], zone: str, moment: datetime, shift: int
) -> None:
    shop = Shop.objects.filter(code="main").first() or make.shop(preset=preset)
    Shop.objects.filter(pk=shop.pk).update(zone=zone)
    shop.zone = zone
    now = moment + timedelta(minutes=shift * 30)
    client_id = make.order(shop, now).client_id
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM order_lines")
        cursor.execute("DELETE FROM orders")
    write(shop, client_id, generated, now)
    found = by_sql(shop, now)
    pipeline = read_pipeline(shop.pipeline_id)
    for order in Order.objects.filter(shop=shop):
        expected = queue_of(pipeline, rules.facts_of(order), now, zone)
        assert found[order.pk] == ([expected] if expected else []), (order.status, order.attempts, order.received_at)


@given(generated=made_orders, moment=st.sampled_from(MOMENTS))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lists_counts_and_next_orders_follow_the_same_definition(generated: list[Made], moment: datetime) -> None:
    now = moment
    shop = Shop.objects.filter(code="main").first() or make.shop()
    who = make.actor()
    client_id = make.order(shop, now).client_id
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM order_lines")
        cursor.execute("DELETE FROM orders")
    write(shop, client_id, generated, now)
    pipeline = read_pipeline(shop.pipeline_id)
    where = {order.pk: rules.current_queue(order, now) for order in Order.objects.select_related("shop")}
    for tab in tabs(who, now):
        inside = {pk for pk, code in where.items() if code == tab.code}
        assert tab.count == len(inside)
        assert {order.pk for order in page_of_queue(who, now, tab.code, None, 200).orders} == inside
    handed = []
    while (next_one := take_next(who, now)) is not None:
        assert next_one.reason.queue.code == where[next_one.order.pk]
        handed.append(next_one)
    priorities = [one.reason.queue.priority or 0 for one in handed]
    assert priorities == sorted(priorities)
    due = {pk for pk, code in where.items() if code and pipeline.queue[code].dialled}
    assert {one.order.pk for one in handed} == due


def test_time_alone_moves_an_order_only_onward_through_the_tabs() -> None:
    pipeline = read_pipeline(make.shop().pipeline_id)
    start = datetime(2026, 3, 10, 9, tzinfo=UTC)
    facts = OrderFacts("no_answer", start, start, make.MOSCOW, attempts=2, attempts_total=2)
    seen = [queue_of(pipeline, facts, start + timedelta(hours=hour), make.MOSCOW) for hour in range(120)]
    assert list(dict.fromkeys(seen)) == [
        "quick_callback",
        "no_answer_yesterday",
        "no_answer_before_yesterday",
        "no_answer_earlier",
    ]
