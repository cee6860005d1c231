"""How many statements the control page and a report may cost, however much there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions import claims
from dozvon.orders.actions.perform import perform
from dozvon.reports.queries.groups import GROUPINGS
from tests.web.control.conftest import NOW, Desk

FRAGMENT = {"HX-Request": "true"}
BOARD = 11
"""Session, shops, today's orders, today's calls, the audit, waiting, overdue, held, names, without a task, intakes."""


def busy(desk: Desk, orders: int) -> None:
    """So many orders by two people, one of them in hand."""
    olga, irina = desk.people.get("Olga") or desk.person("Olga", shop=desk.shop()), desk.people.get("Irina")
    irina = irina or desk.person("Irina", shop=desk.shop())
    for place in range(orders):
        order = desk.order(phone=f"+7 916 488-{10 + place}-07", ago=timedelta(minutes=20 + place))
        by, missed = (olga, irina)[place % 2], Form(call="made", problem="busy")
        perform(by, order.pk, "no_answer", missed, NOW - timedelta(minutes=5))
    claims.claim(olga, desk.order(ago=timedelta(minutes=9)).pk, NOW)


def test_the_board_costs_the_same_for_a_few_orders_as_for_many(
    desk: Desk, head: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    busy(desk, 2)
    head.get("/control/", headers=FRAGMENT)
    with django_assert_num_queries(BOARD):
        head.get("/control/", headers=FRAGMENT)
    busy(desk, 12)
    with django_assert_num_queries(BOARD):
        head.get("/control/", headers=FRAGMENT)


@pytest.mark.parametrize(("by", "most"), [(by, 9 if by == "product" else 7) for by in GROUPINGS])
def test_a_report_adds_up_what_is_kept_in_a_few_statements(desk: Desk, head: Client, by: str, most: int) -> None:
    busy(desk, 3)
    with CaptureQueriesContext(connection) as captured:
        head.get(f"/reports/?by={by}")
    assert sum("order_outcomes f" in query["sql"] for query in captured.captured_queries) == most
