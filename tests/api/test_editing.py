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


def test_the_head_makes_somebody_responsible(api: make.Api, order: Order) -> None:
    make.user("Boris")
    assert api.post(f"/orders/{order.pk}/responsible", {"user": "Boris"})["responsible"] == "Boris"
    assert api.post(f"/orders/{order.pk}/responsible", {"user": None})["responsible"] is None
    assert api.refused("POST", f"/orders/{order.pk}/responsible", {"user": "Nobody"})["status"] == 422
