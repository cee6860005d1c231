"""Editing an order and a client card: totals follow, promotions bind, calls move with the client's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.clients.actions.edit import ClientChanges
from dozvon.clients.actions.match import NewContact
from dozvon.clients.errors import BadClient
from dozvon.clients.models import ClientField
from dozvon.core.errors import NotPermitted
from dozvon.core.hours import zone_info
from dozvon.delivery.rules import DeliveryChange
from dozvon.orders.actions.assign import assign
from dozvon.orders.actions.claims import claim
from dozvon.orders.actions.client import edit_client
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.place import NewLine
from dozvon.orders.errors import BadOrder, Claimed, Closed, Stale
from dozvon.orders.models import Order
from dozvon.orders.queries import history, lines_of
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def _line(sku: str = "kettle", price: str = "100.00", discount: str = "0", quantity: int = 1) -> NewLine:
    return NewLine(sku, sku, quantity, Decimal(price), Decimal(discount))


def test_totals_follow_the_lines_and_the_history_keeps_both() -> None:
    shop = factories.shop()
    manager, order = factories.actor(role="manager"), factories.order(shop, NOW)
    lines = [_line(price="99.99", quantity=3), _line("cup", "10.05")]
    changed = edit(manager, order.pk, Changes(lines, DeliveryChange(cost=Decimal("300.00")), {"city": "Пермь"}), NOW)
    assert (changed.goods_total, changed.total, changed.skus) == (
        Decimal("310.02"),
        Decimal("610.02"),
        ["cup", "kettle"],
    )
    assert [line.added_by_id for line in lines_of([order.pk])[order.pk]] == [None, manager.user_id]
    event = history(order.pk)[0]
    assert (event.kind, event.body["before"]["total"], event.body["after"]["total"]) == (
        "order.edited",
        "1990.00",
        "610.02",
    )


def test_an_operator_gives_no_more_than_the_promotion_and_the_head_may() -> None:
    shop = factories.shop()
    offer([Product(shop=shop, sku="cup", name="Чашка", price=Decimal(10), max_discount=Decimal(30))])
    order = factories.order(shop, NOW)
    edit(factories.actor(), order.pk, Changes([_line("cup", "10", discount="30")]), NOW)
    more = [_line("cup", "10", discount="31"), _line("mug", discount="1")]
    with pytest.raises(BadOrder) as refused:
        edit(factories.actor(), order.pk, Changes(more), NOW)
    assert [error.field for error in refused.value.errors] == ["lines.0.discount_percent", "lines.1.discount_percent"]
    assert edit(factories.actor(role="head"), order.pk, Changes([_line("cup", discount="100")]), NOW).total == 0


@pytest.mark.parametrize(
    ("role", "price", "code"),
    [
        ("operator", "10", None),
        ("operator", "9.99", "price_fixed"),
        ("manager", "9.99", None),
        ("head", "0", None),
    ],
)
def test_a_catalogue_price_is_changed_by_who_may_name_any(role: str, price: str, code: str | None) -> None:
    shop = factories.shop()
    offer([Product(shop=shop, sku="cup", name="Чашка", price=Decimal(10))])
    order = factories.order(shop, NOW)
    wanted = Changes([_line("cup", price)])
    if code is None:
        assert edit(factories.actor(role=role), order.pk, wanted, NOW).total == Decimal(price)
        return
    with pytest.raises(BadOrder) as refused:
        edit(factories.actor(role=role), order.pk, wanted, NOW)
    assert [(error.field, error.code) for error in refused.value.errors] == [("lines.0.price", code)]
    assert Order.objects.get(pk=order.pk).version == order.version


def _prices(order: Order) -> dict[str, Decimal | None]:
    return {line.sku: line.price for line in lines_of([order.pk])[order.pk]}


@pytest.mark.parametrize("others", [[], [_line("cup", "10")]])
def test_goods_the_catalogue_does_not_know_come_back_at_no_other_price(others: list[NewLine]) -> None:
    order, operator = factories.order(factories.shop(), NOW), factories.actor()
    edit(factories.actor(role="manager"), order.pk, Changes([_line("gift wrap", "90")]), NOW)
    edit(operator, order.pk, Changes(others), NOW)
    for cheaper in (NewLine("gift wrap", "gift wrap", 1, Decimal(5), Decimal(0), "secondary"), _line("gift wrap", "5")):
        with pytest.raises(BadOrder) as refused:
            edit(operator, order.pk, Changes([*others, cheaper]), NOW)
        errors = [(error.field, error.code, error.params["value"]) for error in refused.value.errors]
        assert errors == [(f"lines.{len(others)}.price", "price_fixed", "90.00")]
    edit(operator, order.pk, Changes([_line("gift wrap", "90")]), NOW)
    with pytest.raises(BadOrder):
        edit(operator, order.pk, Changes([_line("gift wrap", "5")]), NOW)
    assert _prices(order) == {"gift wrap": Decimal(90)}
    edit(factories.actor(role="manager"), order.pk, Changes([_line("gift wrap", "5")]), NOW)
    assert _prices(order) == {"gift wrap": Decimal(5)}


def test_another_role_of_a_line_opens_no_price() -> None:
    order, operator = factories.order(factories.shop(), NOW), factories.actor()
    edit(factories.actor(role="manager"), order.pk, Changes([_line("gift wrap", "90")]), NOW)
    turned = NewLine("gift wrap", "gift wrap", 1, Decimal(90), Decimal(0), "secondary")
    edit(operator, order.pk, Changes([turned]), NOW)
    with pytest.raises(BadOrder):
        edit(operator, order.pk, Changes([_line("gift wrap", "5")]), NOW)


def test_what_one_added_oneself_comes_back_at_any_price() -> None:
    order, operator = factories.order(factories.shop(), NOW), factories.actor()
    for price in ("90", "50"):
        edit(operator, order.pk, Changes([_line("gift wrap", price)]), NOW)
        edit(operator, order.pk, Changes([]), NOW)
    edit(operator, order.pk, Changes([_line("gift wrap", "5")]), NOW)
    assert _prices(order) == {"gift wrap": Decimal(5)}


def test_what_was_taken_out_counts_as_nobodys_sale_when_it_comes_back() -> None:
    order, operator = factories.order(factories.shop(), NOW), factories.actor()
    before = {line.sku: line.added_by_id for line in lines_of([order.pk])[order.pk]}
    stood = [
        NewLine(one.sku, one.name, one.quantity, one.price, one.discount_percent)
        for one in lines_of([order.pk])[order.pk]
    ]
    edit(operator, order.pk, Changes([_line("gift wrap", "1")]), NOW)
    edit(operator, order.pk, Changes(stood), NOW)
    assert {line.sku: line.added_by_id for line in lines_of([order.pk])[order.pk]} == before


def test_an_edit_is_refused_when_another_holds_it_or_it_changed_or_is_closed() -> None:
    shop = factories.shop()
    operator, other, order = factories.actor(), factories.actor(), factories.order(shop, NOW)
    claim(other, order.pk, NOW)
    with pytest.raises(Claimed):
        edit(operator, order.pk, Changes(delivery=DeliveryChange(cost=Decimal(1))), NOW)
    with pytest.raises(Stale):
        edit(other, order.pk, Changes(delivery=DeliveryChange(cost=Decimal(1))), NOW, version=7)
    factories.act(other, order, "refuse", NOW, call="made", problem="expensive", comment="дорого")
    with pytest.raises(Closed):
        edit(other, order.pk, Changes(delivery=DeliveryChange(cost=Decimal(1))), NOW)


def test_only_the_head_changes_who_is_responsible() -> None:
    shop = factories.shop()
    order, operator = factories.order(shop, NOW), factories.user("Анна")
    with pytest.raises(NotPermitted):
        assign(factories.actor(), order.pk, "Анна", NOW)
    head = factories.actor(role="head")
    assert assign(head, order.pk, "анна", NOW).responsible_id == operator.pk
    assert assign(head, order.pk, None, NOW).responsible_id is None
    with pytest.raises(BadOrder):
        assign(head, order.pk, "Никто", NOW)


def test_a_client_in_vladivostok_is_called_in_their_own_day() -> None:
    shop = factories.shop(window="09:00-21:00")
    evening = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)  # 18:00 in Moscow, 01:00 in Vladivostok
    order = factories.order(shop, evening)
    assert order.task_due_at == evening
    edit_client(factories.actor(), order.client_id, ClientChanges(zone="Asia/Vladivostok"), evening)
    moved = Order.objects.get(pk=order.pk)
    assert moved.zone == "Asia/Vladivostok"
    assert moved.task_due_at is not None
    local = moved.task_due_at.astimezone(zone_info("Asia/Vladivostok"))
    assert (local.hour, moved.task_due_at - evening) == (9, timedelta(hours=8))


def test_own_fields_are_typed_and_statuses_free() -> None:
    shop = factories.shop()
    order, operator = factories.order(shop, NOW), factories.actor()
    ClientField.objects.create(code="birthday", type="day")
    ClientField.objects.create(code="rooms", type="choice", choices=["1", "2"])
    good = ClientChanges(statuses=["VIP", "VIP", "случайный"], fields={"birthday": "1990-02-03", "rooms": "2"})
    client = edit_client(operator, order.client_id, good, NOW)
    assert (client.statuses, client.fields) == (["VIP", "случайный"], {"birthday": "1990-02-03", "rooms": "2"})
    with pytest.raises(BadClient) as refused:
        edit_client(operator, order.client_id, ClientChanges(fields={"birthday": "3.2.90", "rooms": "9", "x": 1}), NOW)
    found = {error.field: error.code for error in refused.value.errors}
    assert found == {"fields.birthday": "not_day", "fields.rooms": "not_choice", "fields.x": "unknown_field"}


def test_a_contact_of_another_client_is_refused_and_nothing_is_changed() -> None:
    shop = factories.shop()
    one, two = factories.order(shop, NOW), factories.order(shop, NOW)
    taken = two.client.contacts.get(kind="phone").value
    changes = ClientChanges(name="Другое имя", contacts=[NewContact("phone", taken, taken)])
    with pytest.raises(BadClient):
        edit_client(factories.actor(), one.client_id, changes, NOW)
    one.client.refresh_from_db()
    assert one.client.name == "Ольга Семёнова"
