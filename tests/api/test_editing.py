"""PATCH of orders and clients: what cannot be stored is refused by name, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest

from dozvon.clients.models import Contact
from dozvon.orders.models import Order, OrderLine
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return make.order(make.shop())


@pytest.fixture
def api() -> make.Api:
    return make.Api(make.user("Anna", "head"))


def test_lines_and_delivery_are_replaced_and_add_up(api: make.Api, order: Order) -> None:
    line = {"sku": "pan", "name": "Сковорода", "quantity": 3, "price": "333.33"}
    changed = api.ok("PATCH", f"/orders/{order.pk}", {"lines": [line], "delivery": "0.01", "version": 1})
    assert changed["totals"] == {"goods": "999.99", "delivery": "0.01", "total": "1000.00"}
    assert [item["sku"] for item in changed["lines"]] == ["pan"]
    assert api.refused("PATCH", f"/orders/{order.pk}", {"delivery": "1.00", "version": 1})["code"] == "stale"


@pytest.mark.parametrize(
    "body",
    [
        {"lines": [{"sku": "a", "quantity": 100_000, "price": "999999999999.99"}]},
        {"lines": [{"sku": "a", "price": "999999999999.99"}], "delivery": "0.01"},
    ],
)
def test_sums_that_no_column_holds_are_refused(api: make.Api, order: Order, body: dict[str, Any]) -> None:
    problem = api.refused("PATCH", f"/orders/{order.pk}", body)
    assert (problem["status"], make.fields(problem)) == (422, {"lines": "too_much_money"})
    assert OrderLine.objects.get().sku == "kettle"


@pytest.mark.parametrize("email", ["nonsense", "a@b", "a@" + "İ" * 200 + ".com", "a b@mail.ru"])
def test_an_added_email_must_be_one(api: make.Api, order: Order, email: str) -> None:
    problem = api.refused("PATCH", f"/clients/{order.client_id}", {"add_email": email})
    assert (problem["status"], list(make.fields(problem))) == (422, ["add_email"])
    assert not Contact.objects.filter(kind="email").exists()


def test_an_added_email_finds_the_client_next_time(api: make.Api, order: Order) -> None:
    api.ok("PATCH", f"/clients/{order.client_id}", {"add_email": "Anna@Mail.ru"})
    assert make.order(order.shop, client={"email": "anna@mail.ru"}).client_id == order.client_id


def test_numbers_are_added_changed_and_taken_off(api: make.Api, order: Order) -> None:
    def numbers(**changes: list[str]) -> list[str]:
        card = api.ok("PATCH", f"/clients/{order.client_id}", changes)
        return [one["value"] for one in card["contacts"] if one["kind"] == "phone"]

    [main] = numbers()
    added = numbers(add_phones=["8 912 000-11-22", "8 912 000-11-33"])
    assert added == [main, "+79120001122", "+79120001133"]
    changed = numbers(drop_phones=["8 (912) 000 11 22", "+7 999 000-00-01"], add_phones=["8 912 000-11-44"])
    assert changed == [main, "+79120001133", "+79120001144"]
    other = make.order(order.shop, client={"phone": "+79120001155"})
    assert api.refused("PATCH", f"/clients/{other.client_id}", {"add_phones": ["+79120001144"]})["errors"]


def test_the_head_makes_somebody_responsible(api: make.Api, order: Order) -> None:
    make.user("Boris")
    assert api.post(f"/orders/{order.pk}/responsible", {"user": "Boris"})["responsible"] == "Boris"
    assert api.post(f"/orders/{order.pk}/responsible", {"user": None})["responsible"] is None
    assert api.refused("POST", f"/orders/{order.pk}/responsible", {"user": "Nobody"})["status"] == 422


def test_the_head_forces_a_move_with_its_task(api: make.Api, order: Order) -> None:
    body = {
        "status": "in_progress",
        "reason": "Promised",
        "task": {"kind": "call", "due_at": "2027-03-01T10:00:00+03:00"},
    }
    moved = api.ok("POST", f"/orders/{order.pk}/force", {**body, "version": 1})
    assert (moved["status"], moved["task"]["due_at"]) == ("in_progress", "2027-03-01T07:00:00+00:00")
    assert api.get(f"/orders/{order.pk}/events")["items"][0]["body"]["reason"] == "Promised"
    assert api.refused("POST", f"/orders/{order.pk}/force", {**body, "version": 1})["code"] == "stale"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"status": "missing", "reason": "missing"}),
        ({"status": "archive", "reason": ""}, {"reason": "missing"}),
        ({"status": "nowhere", "reason": "x"}, {"status": "unknown"}),
        ({"status": "new", "reason": "x", "task": {"due_at": "soon"}}, {"task.due_at": "not_moment"}),
        ({"status": "archive", "reason": "x", "task": {"kind": "call"}}, {"task.kind": "closed_has_no_task"}),
    ],
)
def test_a_wrong_move_is_refused_by_its_fields(
    api: make.Api, order: Order, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    problem = api.refused("POST", f"/orders/{order.pk}/force", body)
    assert (problem["status"], make.fields(problem)) == (422, wrong)
