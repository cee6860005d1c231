"""What leaves comes back: clients, lines, totals, contacts."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from dozvon.clients.actions.match import NewClient, NewContact, match
from dozvon.clients.models import Client
from dozvon.core.actor import SYSTEM
from dozvon.exchange.actions.import_clients import import_clients
from dozvon.exchange.actions.import_orders import import_orders
from dozvon.exchange.exports import Format, What, export
from dozvon.orders.models import Order
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

CLIENTS: list[dict[str, Any]] = [
    {"name": "Пётр Ильин", "phone": "8 (916) 488-31-07", "email": "P.Ilin@Mail.RU", "city": "Самара"},
    {"name": "=cmd|' /C calc'!A0", "phone": "+380671234567"},
    {"name": 'O\'Коннор; «Джон», "мл."', "email": "john@mail.ru", "company": "ООО «Ромашка»"},
    {"name": "😀 عبد", "phone": "12"},
    {},
]
LINES: list[list[dict[str, Any]]] = [
    [{"sku": "kettle", "name": "Чайник", "quantity": 3, "price": "1990.33", "discount_percent": "12.5"}],
    [{"sku": "=1+1", "quantity": 1, "price": None}, {"sku": "bag", "quantity": 2, "price": "5", "role": "secondary"}],
    [],
    [{"sku": "-x", "name": "'=quoted", "quantity": 100_000, "price": "0.01"}],
    [{"sku": "gift", "quantity": 1, "price": "10", "discount_percent": "100"}],
]


def seen(shop_code: str) -> list[Any]:
    """What matters of each order, without what this database gave it."""
    orders = Order.objects.filter(shop__code=shop_code).select_related("client").order_by("received_at", "id")
    return [
        (
            (order.external_id if "number-" not in (order.external_id or "number-") else None),
            (order.channel, order.received_at, order.comment, order.source, sorted(order.flags), order.zone),
            (order.goods_total, order.total, order.currency),
            (order.client.name, order.client.city, order.client.company, order.client.zone),
            sorted(order.client.contacts.values_list("kind", "value", "main", "matches")),
            list(
                order.lines.order_by("position").values_list(
                    "sku", "name", "quantity", "price", "discount_percent", "total", "role"
                )
            ),
        )
        for order in orders
    ]


def empty_the_base() -> None:
    """As if the file were read by another installation."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE orders, order_lines, clients, contacts, merges CASCADE")


@pytest.mark.parametrize("form", list(Format))
def test_orders_come_back_with_the_same_clients_lines_and_totals(form: Format) -> None:
    shop = make.shop()
    make.shop("empty")
    for index, (client, lines) in enumerate(zip(CLIENTS, LINES, strict=True)):
        given: dict[str, Any] = {"client": client, "lines": lines, "channel": f"site {index}"}
        if index % 2:
            given |= {"external_id": f"A-{index}", "utm": {"source": "ya"}, "comment": "@вечером\nпосле 18"}
        make.order(shop, NOW, received_at=f"2026-02-1{index}T10:00:00.123456+03:00", **given)
    before = seen("main")
    content = b"".join(export(SYSTEM, What.ORDERS, form, NOW, "main"))
    empty_the_base()
    done = list(import_orders(SYSTEM, "empty", io.BytesIO(content), {}, NOW).outcomes)
    assert [(one.outcome, one.errors) for one in done] == [("created", ())] * len(CLIENTS)
    assert seen("empty") == before
    again = import_orders(SYSTEM, "empty", io.BytesIO(content), {}, NOW).outcomes
    assert {one.outcome for one in again} == {"duplicate"}


@pytest.mark.parametrize("form", list(Format))
def test_clients_come_back_with_all_their_contacts(form: Format) -> None:
    make.shop()
    contacts = (
        NewContact("phone", "+79164883107", "8916"),
        NewContact("phone", "+74957778899", "8495"),
        NewContact("email", "a@mail.ru", "a@mail.ru"),
        NewContact("telegram", "@anna", "@anna", matches=False),
    )
    zone = {"zone": "Europe/Moscow", "zone_source": "shop"}
    match([NewClient(name="Анна Петрова", city="Москва", contacts=contacts, **zone)])
    match([NewClient(name="+Олег", company="Рога", contacts=(NewContact("email", "b@mail.ru", ""),), **zone)])

    def known() -> list[Any]:
        return [
            (
                c.kind,
                c.name,
                c.city,
                c.company,
                c.zone,
                sorted(c.contacts.values_list("kind", "value", "main", "matches")),
            )
            for c in Client.objects.order_by("id")
        ]

    before = known()
    content = b"".join(export(SYSTEM, What.CLIENTS, form, NOW))
    empty_the_base()
    done = list(import_clients(SYSTEM, "main", io.BytesIO(content), {}, NOW).outcomes)
    assert [(one.outcome, one.errors) for one in done] == [("created", ())] * 2
    assert known() == before
