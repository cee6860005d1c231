"""WooCommerce's webhooks: good, forged, repeated, out of order, late, changed, deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dozvon.clients.models import Contact
from dozvon.core.actor import SYSTEM
from dozvon.orders.models import Order, OrderLine
from dozvon.platform.connections import actions
from dozvon.platform.connections.errors import BadConnection
from dozvon.platform.connections.models import Connection
from dozvon.platform.events.models import Event
from dozvon.platform.inbox.models import InboxMessage
from dozvon.providers.shop.woocommerce.provider import signature
from dozvon.shops.models import Shop
from tests import factories as make
from tests.providers.shop.conftest import as_json, read_all, send, states
from tests.providers.shop.wooing import WEBHOOK_SECRET, order, webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(shop: Shop) -> Connection:
    settings = {"url": "https://shop.example.org/", "consumer_key": "ck_1"}
    secrets = {"consumer_secret": "cs_1", "webhook_secret": WEBHOOK_SECRET}
    return actions.add(SYSTEM, "shop", "woocommerce", {shop.pk: shop.code}, settings, secrets)


def lines(placed: Order) -> list[tuple[str, int, Decimal | None]]:
    return list(OrderLine.objects.filter(order=placed).order_by("position").values_list("sku", "quantity", "price"))


def differences(placed: Order) -> list[tuple[list[str], str]]:
    events = Event.objects.filter(order_id=placed.pk, kind="order.differs").order_by("pk")
    return [(event.body["changed"], event.body["status"]) for event in events]


def test_the_signature_is_that_of_the_vector() -> None:
    body = b'{"id":1042,"total":"2340.00"}'
    assert signature(body, "secret") == "ghx8w3115469oPByZbj6ZXISM7F4cfhj6ZWf/NIQlqg="


def test_an_order_is_taken_in_with_all_that_the_shop_says(source: Connection, shop: Shop) -> None:
    assert webhook(source, order(), "order.created") == 200
    read_all()
    placed = Order.objects.select_related("client").get()
    assert (placed.external_id, placed.channel, placed.shop_id) == ("727", "site", shop.pk)
    assert placed.received_at == datetime(2026, 11, 22, 16, 28, 2, tzinfo=UTC)
    assert (placed.client.first_name, placed.client.last_name) == ("Анна", "Иванова")
    assert Contact.objects.get(client=placed.client, kind="phone").value == "+79120000001"
    assert (placed.address["city"], placed.source) == ("Пермь", {"utm": {"utm_source": "vk"}})
    assert placed.comment.splitlines() == [
        "Позвонить после шести",
        "СДЭК: 350.00",
        "614000, Пермь, ул. Ленина, 5",
        "Оплата при доставке",
    ]
    assert lines(placed) == [("CREAM", 2, Decimal("995.00"))]
    assert placed.intake_id == InboxMessage.objects.get(state="done", order_id=placed.pk).pk


@pytest.mark.parametrize("secret", ["another", " "])
def test_a_wrong_signature_is_refused_and_nothing_kept(source: Connection, secret: str) -> None:
    assert webhook(source, order(), secret=secret) == 401
    assert not InboxMessage.objects.exists()


def test_one_changed_byte_or_no_signature_is_forged(source: Connection) -> None:
    body = as_json(order())
    signed = signature(body, WEBHOOK_SECRET)
    assert send(source, body.replace(b"2340", b"2341"), X_WC_Webhook_Signature=signed) == 401
    assert send(source, body) == 401
    assert send(source, body, X_WC_Webhook_Signature="я".encode().decode("latin-1")) == 401


def test_the_ping_of_a_new_webhook_is_answered_and_not_kept(source: Connection) -> None:
    form = "application/x-www-form-urlencoded"
    assert send(source, b"webhook_id=5", kind=form) == 200
    assert send(source, b"webhook_id=5&order=1", kind=form) == 401
    assert not InboxMessage.objects.exists()


def test_a_repeated_delivery_and_a_repeated_state_make_nothing_new(source: Connection) -> None:
    assert [webhook(source, order(), delivery="a") for _ in range(2)] == [200, 200]
    assert webhook(source, order(), delivery="b") == 200
    read_all()
    assert (Order.objects.count(), InboxMessage.objects.count()) == (1, 2)
    assert differences(Order.objects.get()) == []
    assert not Event.objects.filter(kind="order.edited").exists()


def test_updates_before_the_first_call_change_what_the_shop_owns(source: Connection) -> None:
    webhook(source, order(status="pending"), "order.created")
    item = order()["line_items"][0] | {"quantity": 3, "total": "2985.00"}
    webhook(source, order(modified="2026-11-22T17:00:00", line_items=[item], customer_note="Лучше в обед"))
    read_all()
    placed = Order.objects.get()
    assert lines(placed) == [("CREAM", 3, Decimal("995.00"))]
    assert placed.goods_total == Decimal("2985.00")
    assert placed.comment.startswith("Лучше в обед")
    assert Event.objects.get(kind="order.edited").actor_label == source.code
    assert differences(placed) == []


def test_out_of_order_and_late_messages_change_nothing(source: Connection) -> None:
    newest = order(modified="2026-11-22T18:00:00", customer_note="последнее")
    webhook(source, newest, "order.updated")
    webhook(source, order(modified="2026-11-22T16:28:02", customer_note="первое"), "order.created")
    webhook(source, order(modified="2026-11-22T17:00:00", customer_note="второе"), "order.updated")
    read_all()
    assert Order.objects.get().comment.startswith("последнее")
    assert states() == ["done"] * 3
    assert not Event.objects.filter(kind__in=["order.edited", "order.differs"]).exists()


def test_from_the_first_call_on_a_change_is_told_and_nothing_is_changed(source: Connection) -> None:
    webhook(source, order())
    read_all()
    placed = Order.objects.get()
    make.no_answer(make.actor(), placed)
    item = order()["line_items"][0] | {"sku": "OTHER"}
    webhook(source, order(modified="2026-11-22T19:00:00", line_items=[item]))
    webhook(source, order(modified="2026-11-22T20:00:00", line_items=[item], status="cancelled"))
    read_all()
    assert lines(placed) == [("CREAM", 2, Decimal("995.00"))]
    assert differences(placed) == [(["lines"], "processing"), (["status"], "cancelled")]


def test_another_number_is_told_of_and_an_order_in_hand_is_left_alone(source: Connection) -> None:
    webhook(source, order())
    read_all()
    placed = Order.objects.get()
    billing = order()["billing"] | {"phone": "8 912 000 00 02"}
    webhook(source, order(modified="2026-11-22T19:00:00", billing=billing, customer_note="мимо"))
    read_all()
    placed.refresh_from_db()
    assert placed.comment.startswith("мимо")
    assert differences(placed) == [(["client"], "processing")]


def test_what_was_deleted_or_never_open_is_no_order(source: Connection) -> None:
    webhook(source, {"id": 5}, "order.deleted")
    webhook(source, order(6, status="cancelled"))
    webhook(source, order(7, status="checkout-draft"), "order.created")
    read_all()
    assert not Order.objects.exists()
    webhook(source, order(7, modified="2026-11-22T20:00:00"))
    read_all()
    placed = Order.objects.get()
    webhook(source, {"id": 7}, "order.deleted")
    read_all()
    assert differences(placed) == [(["status"], "deleted")]
    placed.refresh_from_db()
    assert placed.status_kind == "open"


def test_other_topics_are_passed_over(source: Connection) -> None:
    assert webhook(source, {"id": 1, "email": "a@example.com"}, "customer.updated") == 200
    read_all()
    assert states() == ["done"]


def test_what_cannot_be_read_is_kept_and_can_be_tried_again(source: Connection, shop: Shop) -> None:
    webhook(source, order(date_created_gmt="yesterday"))
    webhook(source, order(8, line_items=[{"name": "x", "quantity": "two"}]))
    read_all()
    assert states() == ["failed", "failed"]
    named = [error["field"] for message in InboxMessage.objects.order_by("pk") for error in message.errors]
    assert named == ["date_created_gmt", "line_items.0.quantity"]


def test_a_sum_that_cannot_be_divided_is_kept_to_the_cent(source: Connection) -> None:
    item = order()["line_items"][0] | {"quantity": 3, "total": "83.33", "total_tax": "16.67", "sku": ""}
    webhook(source, order(line_items=[item], fee_lines=[{"name": "Упаковка", "total": "10.00", "total_tax": "0.00"}]))
    read_all()
    placed = Order.objects.get()
    assert lines(placed) == [
        ("woo-93", 2, Decimal("33.33")),
        ("woo-93", 1, Decimal("33.34")),
        ("fee", 1, Decimal("10.00")),
    ]
    assert placed.goods_total == Decimal("110.00")


def test_a_connection_without_one_shop_says_so(source: Connection) -> None:
    Connection.objects.update(shop_ids=None)
    webhook(source, order())
    read_all()
    assert InboxMessage.objects.get().errors[0]["code"] == "needs_one_shop"


def test_an_address_that_holds_a_password_is_refused(shop: Shop) -> None:
    settings = {"url": "https://user:word@shop.example.org", "consumer_key": "ck"}
    with pytest.raises(BadConnection):
        actions.add(
            SYSTEM,
            "shop",
            "woocommerce",
            {shop.pk: shop.code},
            settings,
            {"consumer_secret": "a", "webhook_secret": "b"},
        )
