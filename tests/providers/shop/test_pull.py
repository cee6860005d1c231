"""What was missed is asked for: page by page, once, with its cursor; products and stock come into the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
from pytest_django import Settings

from dozvon.catalog.models import Product
from dozvon.core.actor import SYSTEM
from dozvon.intake import tasks
from dozvon.intake.actions import pulling
from dozvon.intake.errors import CannotPull
from dozvon.intake.models import ShopPull
from dozvon.orders.models import Order
from dozvon.platform.connections import actions
from dozvon.platform.connections.errors import CheckFailed
from dozvon.platform.connections.models import Connection
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.outbox import ask as asking
from dozvon.platform.outbox.models import Attempt
from dozvon.providers.shop.woocommerce import client
from dozvon.shops.models import Shop
from tests.outside.server import Reply
from tests.providers.shop.conftest import read_all
from tests.providers.shop.fake import KEY, SECRET, FakeShop, fake_shop
from tests.providers.shop.wooing import WEBHOOK_SECRET, order, webhook

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeShop]:
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    with fake_shop() as shop:
        yield shop


@pytest.fixture
def source(shop: Shop, fake: FakeShop) -> Connection:
    settings = {"url": f"{fake.server.url}/", "consumer_key": KEY}
    secrets = {"consumer_secret": SECRET, "webhook_secret": WEBHOOK_SECRET}
    return actions.add(SYSTEM, "shop", "woocommerce", {shop.pk: shop.code}, settings, secrets)


def some(count: int, since: datetime = NOW - timedelta(hours=1), step: int = 1) -> list[dict[str, Any]]:
    """Orders changed one after another, `step` seconds apart."""
    moments = [since + timedelta(seconds=step * number) for number in range(count)]
    return [order(1000 + number, f"{moment:%Y-%m-%dT%H:%M:%S}") for number, moment in enumerate(moments)]


def cursor() -> str:
    return ShopPull.objects.get().cursor


@pytest.mark.parametrize("step", [1, 0])
def test_all_that_was_missed_comes_by_pages_and_once(
    source: Connection, fake: FakeShop, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """With `step` 0 all have changed in the same second, as after a bulk edit."""
    monkeypatch.setattr(client, "PER_PAGE", 4)
    monkeypatch.setattr("dozvon.providers.shop.woocommerce.provider._CHANGED", {"per_page": 4})
    fake.orders = some(11, step=step)
    assert pulling.pull_orders(source, NOW) == 11
    read_all()
    assert sorted(Order.objects.values_list("external_id", flat=True)) == [str(1000 + number) for number in range(11)]
    assert cursor() == f"{fake.orders[-1]['date_modified_gmt']}+00:00"
    assert pulling.pull_orders(source, NOW + timedelta(minutes=10)) == 0
    assert Order.objects.count() == 11


def test_what_a_webhook_brought_is_not_made_twice_and_what_is_newer_follows(source: Connection, fake: FakeShop) -> None:
    assert webhook(source, order(7)) == 200
    fake.orders = [order(7)]
    assert pulling.pull_orders(source, NOW) == 1
    read_all()
    assert Order.objects.count() == 1
    fake.orders = [order(7, "2026-11-22T17:30:00", customer_note="новое")]
    pulling.pull_orders(source, NOW)
    read_all()
    assert Order.objects.get().comment.startswith("новое")


def test_the_first_pull_looks_back_two_days_and_the_next_goes_on(source: Connection, fake: FakeShop) -> None:
    fake.orders = [order(1, f"{NOW - timedelta(days=3):%Y-%m-%dT%H:%M:%S}"), *some(1)]
    assert pulling.pull_orders(source, NOW) == 1
    assert "client" not in str(Attempt.objects.values_list("answer", flat=True).first())


def test_a_pull_that_breaks_off_goes_on_from_where_it_was(
    source: Connection, fake: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PER_PAGE", 4)
    monkeypatch.setattr("dozvon.providers.shop.woocommerce.provider._CHANGED", {"per_page": 4})
    fake.orders = some(10)
    whole = fake.server.answer
    assert whole is not None
    fake.server.answer = lambda sent: Reply(502) if len(fake.asked) >= 1 else whole(sent)
    with pytest.raises(CannotPull, match="502"):
        pulling.pull(source, NOW)
    assert InboxMessage.objects.count() == 4
    fake.server.answer = whole
    assert pulling.pull(source, NOW).orders == 6
    read_all()
    assert Order.objects.count() == 10


def test_a_slow_shop_is_given_up_and_noted(source: Connection, fake: FakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LONGEST", 0.2)
    fake.server.answer = lambda sent: Reply(pause=0.6)
    tasks.pull_orders.func(source_id=source.pk)
    source.refresh_from_db()
    assert source.last_failure_at is not None
    assert not ShopPull.objects.exists()


def test_a_wrong_key_no_api_and_a_page_are_told_apart(source: Connection, fake: FakeShop, shop: Shop) -> None:
    actions.check(SYSTEM, source.code, NOW)
    for reply, told in (
        (Reply(401), "refuses the key"),
        (Reply(404), "no WooCommerce REST API"),
        (Reply(200, b"<html>"), "no list"),
        (Reply(500), "answered 500"),
    ):
        fake.server.answer = lambda sent, reply=reply: reply
        with pytest.raises(CheckFailed, match=told):
            actions.check(SYSTEM, source.code, NOW)


PRODUCTS = [
    {
        "id": 1,
        "type": "simple",
        "sku": "A",
        "name": "Крем",
        "price": "990.00",
        "status": "publish",
        "stock_status": "instock",
    },
    {
        "id": 2,
        "type": "simple",
        "sku": "B",
        "name": "Мыло",
        "price": "",
        "status": "publish",
        "stock_status": "outofstock",
    },
    {"id": 3, "type": "variable", "sku": "C", "name": "Шампунь", "price": "5", "status": "publish"},
    {"id": 4, "type": "simple", "sku": "", "name": "Без артикула", "price": "7", "status": "draft"},
]
VARIATIONS = [
    {
        "id": 31,
        "sku": "C-50",
        "price": "500.00",
        "status": "publish",
        "stock_status": "instock",
        "attributes": [{"name": "Объём", "option": "50 мл"}],
    }
]


def test_products_and_stock_come_into_the_catalogue(source: Connection, fake: FakeShop, shop: Shop) -> None:
    fake.products, fake.variations = list(PRODUCTS), {3: VARIATIONS}
    counts = pulling.pull(source, NOW)
    assert str(counts) == "0 orders, 4 products created, 0 changed"
    found = {one.sku: (one.name, one.price, one.active) for one in Product.objects.filter(shop=shop)}
    assert found == {
        "A": ("Крем", Decimal("990.00"), True),
        "B": ("Мыло", None, False),
        "C-50": ("Шампунь, 50 мл", Decimal("500.00"), True),
        "woo-4": ("Без артикула", Decimal("7.00"), False),
    }
    fake.products[0] = PRODUCTS[0] | {"price": "1090.00", "stock_status": "outofstock"}
    fake.products[1] = PRODUCTS[1] | {"stock_status": "instock"}
    assert str(pulling.pull(source, NOW)) == "0 orders, 0 products created, 2 changed"
    assert Product.objects.get(sku="A").price == Decimal("1090.00")
    assert list(Product.objects.filter(active=True).order_by("sku").values_list("sku", flat=True)) == ["B", "C-50"]


def test_the_jobs_ask_each_shop_that_is_on(source: Connection, fake: FakeShop) -> None:
    fake.orders = some(1, datetime.now(UTC) - timedelta(hours=1))
    tasks.pull_all.func(int(NOW.timestamp()))
    tasks.pull_shop.func(source_id=source.pk)
    assert InboxMessage.objects.count() == 1
    actions.turn_off(SYSTEM, source.code)
    with pytest.raises(CannotPull, match="is switched off"):
        pulling.pull(Connection.objects.get(), NOW)
