"""Parcels: they follow the actions on their orders, are found by their number, and leave with an erasure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.pipeline.force import ForcedMove
from dozvon.delivery.actions import set_ways
from dozvon.delivery.ways import flat_way
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.force import force
from dozvon.orders.actions.undo import undo
from dozvon.orders.models import Order
from dozvon.orders.queries import by_ids
from dozvon.shipments.models import Shipment
from dozvon.shipments.queries import orders_with_track, shipments_of
from dozvon.shipments.rules import is_track
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture
def shop() -> Shop:
    shop = make.shop()
    set_ways(SYSTEM, shop.pk, [flat_way("post", "Почта", "post")])
    return shop


@pytest.fixture
def head() -> Actor:
    return make.actor(role="head")


def packed(shop: Shop, head: Actor, **given: Any) -> Order:
    """An order that can be sent."""
    order = make.order(shop, NOW, **given)
    edit(head, order.pk, Changes(delivery={"way": "post"}), NOW)
    make.act(head, order, "confirm", NOW, call="made")
    return make.act(head, order, "assemble", NOW)


def parcels(order: Order) -> list[tuple[str, str, datetime, datetime | None]]:
    rows = Shipment.objects.filter(order_id=order.pk).order_by("pk")
    return [(one.track, one.way, one.handed_over_at, one.delivered_at) for one in rows]


def test_a_parcel_is_handed_over_under_its_number_and_arrives(shop: Shop, head: Actor) -> None:
    order = packed(shop, head)
    make.act(head, order, "ship", NOW, fields={"track_number": "ra 123456789 ru"})
    assert parcels(order) == [("RA123456789RU", "post", NOW, None)]
    make.act(head, order, "deliver", LATER)
    assert parcels(order) == [("RA123456789RU", "post", NOW, LATER)]


def test_the_number_may_be_left_out(shop: Shop, head: Actor) -> None:
    order = packed(shop, head)
    make.act(head, order, "ship", NOW)
    assert parcels(order) == [("", "post", NOW, None)]


def test_an_undo_takes_the_parcel_and_its_arrival_back(shop: Shop, head: Actor) -> None:
    order = packed(shop, head)
    make.act(head, order, "ship", NOW, fields={"track_number": "RA123456789RU"})
    make.act(head, order, "deliver", LATER)
    undo(head, order.pk, LATER)
    assert parcels(order) == [("RA123456789RU", "post", NOW, None)]
    other = packed(shop, head)
    make.act(head, other, "ship", NOW, fields={"track_number": "RA123456780RU"})
    undo(head, other.pk, NOW)
    assert parcels(other) == []


def test_a_forced_move_hands_over_and_delivers_as_well(shop: Shop, head: Actor) -> None:
    order = packed(shop, head)
    force(head, order.pk, ForcedMove("shipped", "lost paper"), NOW)
    force(head, order.pk, ForcedMove("delivered", "told by phone"), LATER)
    assert parcels(order) == [("", "post", NOW, LATER)]


def test_an_order_is_found_by_the_number_of_its_parcel(shop: Shop, head: Actor) -> None:
    order, api = packed(shop, head), make.Api(make.user("Анна", "head"))
    make.act(head, order, "ship", NOW, fields={"track_number": "RA123456789RU"})
    assert [one["id"] for one in api.get("/orders?q=ra123456789ru")["items"]] == [order.pk]
    assert api.get("/orders?q=RA123456788RU")["items"] == []
    shown = api.get(f"/orders/{order.pk}")
    assert shown["shipments"] == [
        {
            "track": "RA123456789RU",
            "way": "post",
            "title": "Почта",
            "carrier": "own",
            "point": None,
            "handed_over_at": NOW.isoformat(),
            "delivered_at": None,
        }
    ]


@pytest.mark.parametrize(
    ("text", "can_be"),
    [
        ("RA123456789RU", True),
        ("ra 123456789 ru", True),
        ("10100082848426", True),
        ("20450123456789", True),
        ("Кузнецова", False),
        ("+79161234567", False),
        ("12345", False),
        ("anna@mail.ru", False),
    ],
)
def test_only_what_can_be_a_number_is_looked_for(text: str, can_be: bool) -> None:
    assert is_track(text) is can_be
    with CaptureQueriesContext(connection) as asked:
        orders_with_track(text)
    assert len(asked) == can_be


def test_orders_that_cannot_have_been_sent_cost_no_statement(shop: Shop, head: Actor) -> None:
    order = packed(shop, head)
    [found] = by_ids([order.pk])
    with CaptureQueriesContext(connection) as asked:
        assert shipments_of([found]) == {order.pk: []}
    assert len(asked) == 0
