"""How many statements each route costs: pinned, and the same for one order as for fifty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon.catalog.models import Product
from dozvon.clients.actions import merge
from dozvon.core.actor import SYSTEM
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
Ask = Callable[[make.Api, Shop, Order], tuple[str, str, Any]]

# The token is one statement of each. Savepoints stand for BEGIN and COMMIT inside the test's own transaction.
BASELINE: dict[str, tuple[int, Ask]] = {
    "take in": (16, lambda api, shop, order: ("POST", "/orders", make.body(shop, external_id="S-1"))),
    "bulk": (13, lambda api, shop, order: ("POST", "/orders/bulk", [make.body(shop) for _ in range(5)])),
    "list": (6, lambda api, shop, order: ("GET", "/orders", None)),
    "queue": (6, lambda api, shop, order: ("GET", "/orders?queue=new", None)),
    "tasks": (6, lambda api, shop, order: ("GET", "/orders?task=call&task=review", None)),
    "search": (7, lambda api, shop, order: ("GET", "/orders?q=%D0%BE%D0%BB%D1%8C%D0%B3%D0%B0", None)),
    "order": (5, lambda api, shop, order: ("GET", f"/orders/{order.pk}", None)),
    "events": (4, lambda api, shop, order: ("GET", f"/orders/{order.pk}/events", None)),
    "why": (2, lambda api, shop, order: ("GET", f"/orders/{order.pk}/why", None)),
    "claim": (9, lambda api, shop, order: ("POST", f"/orders/{order.pk}/claim", None)),
    "release": (7, lambda api, shop, order: ("POST", f"/orders/{order.pk}/release", None)),
    "confirm": (9, lambda api, shop, order: ("POST", f"/orders/{order.pk}/actions/confirm", {"call": "made"})),
    "edit": (9, lambda api, shop, order: ("PATCH", f"/orders/{order.pk}", {"delivery": "1.00"})),
    "tabs": (3, lambda api, shop, order: ("GET", "/desk/queues", None)),
    "next": (11, lambda api, shop, order: ("POST", "/desk/next", None)),
    "clients": (4, lambda api, shop, order: ("GET", "/clients?limit=200", None)),
    "client": (5, lambda api, shop, order: ("GET", f"/clients/{order.client_id}", None)),
    "products": (3, lambda api, shop, order: ("GET", "/products?limit=200", None)),
    "product": (2, lambda api, shop, order: ("GET", f"/products/{_product(shop)}", None)),
    "offer": (
        7,
        lambda api, shop, order: ("POST", "/products", {"shop": "main", "sku": f"cup-{order.pk}", "name": "Cup"}),
    ),
    "reprice": (7, lambda api, shop, order: ("PATCH", f"/products/{_product(shop)}", {"price": f"{order.pk}.00"})),
    "merge": (16, lambda api, shop, order: ("POST", f"/clients/{order.client_id}/merge", {"into": _other(order)})),
    "undo": (16, lambda api, shop, order: ("POST", f"/merges/{_merged(order)}/undo", None)),
}


def _product(shop: Shop) -> int:
    product, _ = Product.objects.get_or_create(shop=shop, sku="kettle", defaults={"name": "Kettle"})
    return int(product.pk)


def _other(order: Order) -> int:
    return int(Order.objects.exclude(client_id=order.client_id).values_list("client_id", flat=True)[0])


def _merged(order: Order) -> int:
    return merge.merge(SYSTEM, order.client_id, _other(order), datetime.now(UTC)).pk


def cost(api: make.Api, request: tuple[str, str, Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        api.ok(*request)
    return len(captured)


@pytest.mark.parametrize("route", BASELINE)
def test_a_route_costs_the_same_for_one_order_as_for_fifty(route: str) -> None:
    expected, ask = BASELINE[route]
    shop, api = make.shop(), make.Api(make.user("Root", "admin"), "admin")
    orders = [make.order(shop) for _ in range(2)]
    api.get("/orders")  # what is read once and kept: zones, pipelines
    first = cost(api, ask(api, shop, orders[0]))
    api.post("/orders/bulk", [make.body(shop) for _ in range(47)])
    order = make.order(shop)
    request = ask(api, shop, order)
    if route == "take in":
        request[2]["external_id"] = "S-2"
    assert (first, cost(api, request)) == (expected, expected)
