"""A shop read by a settings file: what fits, what does not and where, forms as well as JSON, the token."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from dozvon.clients.models import Contact
from dozvon.core.actor import SYSTEM
from dozvon.intake.ports import UnreadableOrder
from dozvon.orders.models import Order, OrderLine
from dozvon.platform.connections import actions
from dozvon.platform.connections.errors import BadConnection, CheckFailed
from dozvon.platform.connections.models import Connection
from dozvon.platform.inbox.models import InboxMessage
from dozvon.providers.shop.mapping import mapping
from dozvon.providers.shop.mapping.document import BadMappingDocument, parse
from dozvon.shops.models import Shop
from tests.providers.shop.conftest import as_json, read_all, send, states

PROM = """
# An order of prom.ua
external_id = "id"
updated_at = "date_modified"
client.name = "client.name"
client.phone = "phone"
client.city = "delivery[0].city"
comment = "client_notes"
lines[] = "products[]"
lines[].sku = "sku"
lines[].name = "name"
lines[].quantity = "quantity"
lines[].price = "price"
zone = "Europe/Kyiv"
"""

ORDER: dict[str, Any] = {
    "id": 107,
    "date_modified": "2026-11-22T10:00:00",
    "client": {"name": "Олена Шевченко"},
    "phone": "+380 67 123-45-67",
    "delivery": [{"city": "Львів"}],
    "client_notes": "без домофона",
    "products": [
        {"sku": "A-1", "name": "Чайник", "quantity": 2, "price": "1 234,50 грн"},
        {"sku": "", "name": "Подарунок", "quantity": "1", "price": 0},
    ],
}


def connect(shop: Shop, text: str = PROM, **secrets: str) -> Connection:
    return actions.add(SYSTEM, "shop", "mapping", {shop.pk: shop.code}, {"mapping": text}, secrets)


@pytest.mark.django_db
def test_an_order_is_read_by_its_paths_and_prices_as_they_are_written(shop: Shop) -> None:
    source = connect(shop)
    assert send(source, as_json(ORDER)) == 200
    read_all()
    placed = Order.objects.get()
    assert (placed.external_id, placed.comment, placed.address) == ("107", "без домофона", {"city": "Львів"})
    assert Contact.objects.get(kind="phone").value == "+380671234567"
    found = list(OrderLine.objects.order_by("position").values_list("sku", "name", "quantity", "price"))
    assert found == [("A-1", "Чайник", 2, Decimal("1234.50")), ("Подарунок", "Подарунок", 1, Decimal("0.00"))]


@pytest.mark.django_db
def test_a_later_state_follows_and_an_earlier_one_is_passed_over(shop: Shop) -> None:
    source = connect(shop)
    for moment, note in (
        ("2026-11-22T10:00:00", "одне"),
        ("2026-11-22T12:00:00", "друге"),
        ("2026-11-22T11:00:00", "ні"),
    ):
        send(source, as_json(ORDER | {"date_modified": moment, "client_notes": note}))
    read_all()
    assert Order.objects.get().comment == "друге"
    assert states() == ["done"] * 3


@pytest.mark.django_db
def test_what_does_not_fit_names_the_line_of_the_mapping(shop: Shop) -> None:
    source = connect(shop)
    products = [{"sku": "A", "quantity": 1.5, "price": "дорого"}, {"quantity": 1}]
    send(source, as_json(ORDER | {"products": products, "client_notes": ["a"], "date_modified": "вчора"}))
    read_all()
    message = InboxMessage.objects.get()
    assert [(error["field"], error["code"], error["params"]["line"]) for error in message.errors] == [
        ("updated_at", "mapped_not_moment", "4"),
        ("comment", "mapped_not_value", "8"),
        ("lines.0.quantity", "mapped_not_number", "12"),
        ("lines.0.price", "mapped_not_number", "13"),
        ("lines.1.sku", "mapped_missing", "10"),
    ]
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_a_mapping_that_was_mended_reads_what_failed_before(shop: Shop) -> None:
    source = connect(shop, PROM.replace('"phone"', '"client"'))
    send(source, as_json(ORDER))
    read_all()
    assert states() == ["failed"]
    actions.change(SYSTEM, source.code, [shop.pk], {"mapping": PROM}, {})
    from_inbox = InboxMessage.objects.get()
    from_inbox.state = "received"
    from_inbox.save(update_fields=["state"])
    read_all()
    assert states() == ["done"]
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_the_token_stands_in_the_path_or_in_the_header_that_the_mapping_names(shop: Shop) -> None:
    by_path = connect(shop, token="own-token-of-the-shop")
    body = as_json(ORDER)
    assert send(by_path, body, path=f"/hooks/{by_path.code}/own-token-of-the-shop") == 200
    assert send(by_path, body, path=f"/hooks/{by_path.code}/another-token") == 401
    by_header = connect(shop, PROM + 'token_header = "X-Shop-Token"\n', token="in the header")
    assert send(by_header, body) == 401
    assert send(by_header, body, X_Shop_Token="wrong") == 401
    assert send(by_header, body, X_Shop_Token="in the header") == 200
    assert InboxMessage.objects.count() == 2


@pytest.mark.django_db
def test_a_header_without_a_token_is_told_by_the_check(shop: Shop) -> None:
    from django.utils import timezone

    source = connect(shop, PROM + 'token_header = "X-Shop-Token"\n')
    with pytest.raises(CheckFailed, match="the secret `token` is not set"):
        actions.check(SYSTEM, source.code, timezone.now())


TILDA = """
external_id = "payment.orderid"
client.name = "Name"
client.phone = "Phone"
lines[] = "payment.products[]"
lines[].sku = "sku"
lines[].name = "name"
lines[].quantity = "quantity"
lines[].price = "price"
utm.utm_source = "utm_source"
test = "test"
"""


@pytest.mark.django_db
@pytest.mark.parametrize("nested", [True, False])
def test_a_form_is_read_like_json_with_nested_names_or_json_within(shop: Shop, nested: bool) -> None:
    source = connect(shop, TILDA)
    form = {"Name": "Анна", "Phone": "+7 912 000-00-01", "utm_source": "vk", "tranid": "1:2"}
    product = {"name": "Крем", "sku": "C", "quantity": "2", "price": "995"}
    if nested:
        form |= {f"payment[products][0][{key}]": value for key, value in product.items()} | {"payment[orderid]": "16"}
    else:
        form["payment"] = as_json({"orderid": "16", "products": [product]}).decode()
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    assert send(source, urlencode(form).encode(), kind=kind) == 200
    assert send(source, b"test=test", kind=kind) == 200
    read_all()
    placed = Order.objects.get()
    assert (placed.external_id, placed.goods_total) == ("16", Decimal("1990.00"))
    assert placed.source == {"utm": {"utm_source": "vk"}}


@pytest.mark.parametrize(
    "text, told",
    [
        ('external_id = "id"\nclient.phon = "p"', "line 2: 'client.phon' is not known"),
        ('external_id = "id"\nclient.phone = 5', "line 2: client.phone must be a text"),
        ('external_id = "id"\nclient.phone = "a..b"', "line 2: 'a..b' is no path"),
        ('external_id = "id"\nclient.phone = "a[]"', "line 2: client.phone can be one value only"),
        ('client.phone = "p"', "external_id is missing"),
        ('external_id = "id"', "client.phone is missing"),
        ('external_id = "id"\nclient.phone = "p"\nlines[].sku = "s"', "line 3: lines[] must name the list first"),
        ('external_id = "id"\nclient.phone = "p"\nlines[] = "items"', "line 3: lines[] must name a list"),
        ('external_id = "id"\nclient.phone = "p"\nlines[] = "items[]"', "line 3: lines[].sku or lines[].name"),
        ('external_id = "id"\nclient.phone = "p"\ntoken_header = "a b"', "line 3: 'a b' is no name of a header"),
        ('external_id = "id"\nclient.phone = p', "line 2"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(BadMappingDocument) as refused:
        parse(text)
    assert told in str(refused.value)


@pytest.mark.django_db
def test_a_connection_with_a_bad_mapping_is_not_made(shop: Shop) -> None:
    with pytest.raises(BadConnection, match="line 2"):
        connect(shop, 'external_id = "id"\nclient.phon = "p"')
    with pytest.raises(BadConnection, match="is not a time zone"):
        connect(shop, PROM.replace("Europe/Kyiv", "Nowhere/At_All"))


@pytest.mark.parametrize(
    "body, kind", [(b"{", "application/json"), (b"a=\xff", mapping.FORM), (b"&".join([b"a=1"] * 2001), mapping.FORM)]
)
def test_a_body_that_is_no_json_and_no_form_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(UnreadableOrder):
        mapping.content_of(body, kind)


@pytest.mark.parametrize("moment", ["²", "1²", "9" * 5000])
def test_a_moment_that_is_none_is_refused_by_name(moment: str) -> None:
    document = parse(
        'external_id = "id"\nreceived_at = "at"\nclient.phone = "phone"\nlines[] = "items[]"\nlines[].sku = "sku"\n'
    )
    with pytest.raises(UnreadableOrder) as refused:
        mapping.read_order({"id": "1", "at": moment}, document)
    assert [error.code for error in refused.value.errors] == ["mapped_not_moment"]
