"""How many statements a page may cost, savepoints of the tests' own transaction included."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.delivery.queries import own_ways
from dozvon.orders.actions import claims
from tests.web.desk.conftest import NOW, Desk

CARD = {"HX-Request": "true", "HX-Target": "article#card"}
DESK = {"HX-Request": "true", "HX-Target": "div#desk"}
SAVEPOINTS = 2
"""A transaction inside a test's transaction."""


@pytest.fixture(autouse=True)
def ways(desk: Desk, olga: Client) -> None:
    """The shop's ways of delivery are read once and kept, as the shop is."""
    own_ways(desk.shop())


def test_a_list_costs_the_same_for_one_order_as_for_many(
    desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.order()
    with django_assert_num_queries(6):
        olga.get("/desk/new/", headers=DESK)
    for place in range(20):
        desk.order(name=f"Client {place}", phone=f"+7 912 488-{10 + place}-07", ago=timedelta(minutes=place))
    with django_assert_num_queries(6):
        olga.get("/desk/new/", headers=DESK)


def test_opening_a_card(desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    order = desk.order()
    olga.get("/desk/new/")  # the shop is read once and kept
    with django_assert_num_queries(11 + SAVEPOINTS):
        olga.get(f"/orders/{order.pk}/", headers=CARD)


def test_a_card_in_hand(desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    order = desk.order()
    claims.claim(desk.people["Olga"], order.pk, NOW)
    with django_assert_num_queries(8):
        olga.get(f"/orders/{order.pk}/", headers=CARD)


def test_a_whole_page_with_a_card_reads_the_shops_once(
    desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = desk.order()
    claims.claim(desk.people["Olga"], order.pk, NOW)
    with django_assert_num_queries(13):
        olga.get(f"/orders/{order.pk}/")


def test_an_action(desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    order = desk.order()
    claims.claim(desk.people["Olga"], order.pk, NOW)
    with django_assert_num_queries(5 + SAVEPOINTS):
        olga.post(f"/orders/{order.pk}/actions/no_answer", {"problem": "busy", "version": "1"})


def test_next(desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.order()
    with django_assert_num_queries(8 + SAVEPOINTS):
        olga.post("/desk/next")


def test_who_a_new_order_may_be_for(
    desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.order(email="marina@example.com")
    olga.get("/orders/new")
    typed = {"phone": "89124883107", "email": "marina@example.com", "name": "Кузнецова Марина"}
    with django_assert_num_queries(9):
        olga.get("/orders/new/alike", typed, headers={"HX-Request": "true"})
    for place in range(20):
        desk.order(phone=f"+7 912 488-{10 + place}-07", email=f"marina@example.com.{place}")
    with django_assert_num_queries(9):
        olga.get("/orders/new/alike", typed, headers={"HX-Request": "true"})


def test_a_search(desk: Desk, olga: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.order()
    with django_assert_num_queries(7):
        olga.get("/search?q=Кузнецова", headers=DESK)
