"""POST /orders and /orders/bulk: taken in once, flagged rather than refused, never half-written."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.clients.models import Client, Contact
from dozvon.core.actor import SYSTEM
from dozvon.intake.actions import bulk
from dozvon.orders.models import Order
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.inbox.retrying import retry
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def api() -> make.Api:
    return make.Api(make.user(), "intake")


@pytest.mark.parametrize(
    ("role", "scope", "price", "discount", "wrong"),
    [
        ("operator", "intake", "1", "99", []),
        ("operator", "desk", "100", "10", []),
        ("operator", "desk", "1", "10", ["lines.0.price"]),
        ("operator", "desk", None, "10", ["lines.0.price"]),
        ("operator", "desk", "100", "11", ["lines.0.discount_percent"]),
        ("manager", "desk", "1", "11", ["lines.0.discount_percent"]),
        ("head", "desk", "1", "99", []),
    ],
)
def test_prices_are_the_sites_or_the_catalogues_or_of_who_may_name_them(
    shop: Shop, role: str, scope: str, price: str | None, discount: str, wrong: list[str]
) -> None:
    offer([Product(shop=shop, sku="cup", name="Чашка", price=100, max_discount=10)])
    api = make.Api(make.user(role=role), scope)
    sent = make.body(shop, lines=[{"sku": "cup", "price": price, "discount_percent": discount}])
    answer = api.call("POST", "/orders", sent)
    assert answer.status_code == (422 if wrong else 201)
    assert [error["field"] for error in json.loads(answer.content).get("errors", [])] == wrong
    row = json.loads(api.call("POST", "/orders/bulk", [sent]).content)["results"][0]
    assert [error["field"] for error in row.get("errors", [])] == wrong


def test_a_client_who_is_known_already_gets_the_order_and_the_new_contacts(shop: Shop) -> None:
    desk = make.Api(make.user(), "desk")
    known = make.order(shop, client={"phone": "+79164883107"}).client_id
    sent = make.body(shop, client={"id": known, "phone": "+79164883108"})
    order = json.loads(desk.call("POST", "/orders", sent).content)
    assert order["client"]["id"] == known
    assert Contact.objects.filter(client_id=known).count() == 2
    again = make.body(shop, client={"phone": "+79164883108"})
    assert json.loads(desk.call("POST", "/orders", again).content)["client"]["id"] == known


@pytest.mark.parametrize("scope", ["intake", "desk"])
def test_a_client_whom_one_does_not_see_cannot_be_named(shop: Shop, scope: str) -> None:
    known = make.order(shop).client_id
    other = make.shop("other")
    api = make.Api(make.user(shop_ids=[other.pk]), scope)
    sent = make.body(other, client={"id": known})
    answer = json.loads(api.call("POST", "/orders", sent).content)
    assert [(error["field"], error["code"]) for error in answer["errors"]] == [("client.id", "unknown_client")]
    row = json.loads(api.call("POST", "/orders/bulk", [sent]).content)["results"][0]
    assert [error["code"] for error in row["errors"]] == ["unknown_client"]
    assert not Order.objects.filter(shop=other).exists()


def test_a_new_order_is_created_with_all_public_fields(api: make.Api, shop: Shop) -> None:
    sent = make.body(
        shop,
        external_id="A-1",
        client={"name": "Пётр Ильин", "phone": "8 (916) 488-31-07", "email": "P.Ilin@Mail.RU", "city": "Самара"},
        lines=[
            {"sku": "kettle", "name": "Чайник", "quantity": 2, "price": "999.99", "discount_percent": "10"},
            {"sku": "bag", "quantity": 1, "price": 5, "role": "secondary"},
        ],
        utm={"source": "yandex"},
    )
    answer = api.call("POST", "/orders", sent)
    assert answer.status_code == 201
    order = json.loads(answer.content)
    assert order["shop"] == "main"
    assert (order["status"], order["status_kind"], order["queue"], order["attempts"]) == ("new", "open", "new", 0)
    assert order["task"]["kind"] == "call"
    assert order["problem"] is order["responsible"] is order["claimed_by"] is order["claimed_until"] is None
    assert order["client"] | {"id": 0} == {
        "id": 0,
        "name": "Пётр Ильин",
        "phone": "+79164883107",
        "email": "p.ilin@mail.ru",
        "city": "Самара",
        "company": "",
        "zone": "Europe/Samara",
    }
    assert [line["total"] for line in order["lines"]] == ["1799.98", "5.00"]
    assert order["lines"][1]["name"] == "bag"
    assert order["totals"] == {"goods": "1804.98", "delivery": "0.00", "total": "1804.98"}
    assert order["flags"] == []
    assert order["version"] == 1


def test_the_same_external_id_is_the_same_order_and_nothing_changes(api: make.Api, shop: Shop) -> None:
    first = api.post("/orders", make.body(shop, external_id="A-1", comment="first"))
    again = api.call("POST", "/orders", make.body(shop, external_id="A-1", comment="second"))
    assert again.status_code == 200
    assert json.loads(again.content) == first
    assert (Order.objects.count(), Client.objects.count(), InboxMessage.objects.count()) == (1, 1, 2)


def test_the_same_external_id_in_another_shop_is_another_order(api: make.Api, shop: Shop) -> None:
    other = make.shop("other")
    first = api.post("/orders", make.body(shop, external_id="A-1"))
    second = api.post("/orders", make.body(other, external_id="A-1"))
    assert first["id"] != second["id"]


def test_the_same_idempotency_key_is_the_same_order(api: make.Api, shop: Shop) -> None:
    sent = make.body(shop)
    first = api.call("POST", "/orders", sent, **{"Idempotency-Key": "k1"})
    again = api.call("POST", "/orders", sent, **{"Idempotency-Key": "k1"})
    other = api.call("POST", "/orders", sent, **{"Idempotency-Key": "k2"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert first.content == again.content
    assert Order.objects.count() == 2


def test_an_idempotency_key_belongs_to_its_user(api: make.Api, shop: Shop) -> None:
    stranger = make.Api(make.user(), "intake")
    mine = api.post("/orders", make.body(shop), **{"Idempotency-Key": "k1"})
    theirs = stranger.post("/orders", make.body(shop), **{"Idempotency-Key": "k1"})
    assert mine["id"] != theirs["id"]


def test_a_key_that_is_too_long_is_refused_not_cut(api: make.Api, shop: Shop) -> None:
    problem = api.refused("POST", "/orders", make.body(shop), **{"Idempotency-Key": "k" * 256})
    assert make.fields(problem) == {"Idempotency-Key": "too_long"}
    assert Order.objects.count() == 0
    assert InboxMessage.objects.count() == 1


def test_the_same_order_again_after_it_was_worked_on_is_given_back_as_it_is_now(shop: Shop) -> None:
    desk = make.Api(make.user())
    sent = make.body(shop, external_id="A-1")
    order = desk.post("/orders", sent)
    desk.post(f"/orders/{order['id']}/actions/confirm", {"call": "made"})
    again = desk.call("POST", "/orders", sent)
    assert again.status_code == 200
    assert json.loads(again.content)["status"] == "confirmed"


BAD = {
    "shop": ("nowhere", {"shop": "unknown_shop"}),
    "channel": ("", {"channel": "missing"}),
    "external_id": ("x" * 121, {"external_id": "too_long"}),
    "received_at": ("2026-01-01T10:00:00", {"received_at": "no_zone"}),
    "client": ({"phone": 79161234567}, {"client.phone": "not_text"}),
    "lines": ([{"sku": "a", "price": "-1"}], {"lines.0.price": "too_small"}),
    "comment": ("c" * 4001, {"comment": "too_long"}),
    "utm": ({"a": 5}, {"utm.a": "not_text"}),
    "coment": ("misspelt", {"coment": "unknown_field"}),
}


@pytest.mark.parametrize("key", BAD)
def test_a_wrong_field_is_named_and_only_the_raw_intake_is_kept(api: make.Api, shop: Shop, key: str) -> None:
    value, errors = BAD[key]
    problem = api.refused("POST", "/orders", make.body(shop, **{key: value}))
    assert (problem["status"], problem["code"]) == (422, "invalid")
    assert make.fields(problem) == errors
    assert (Order.objects.count(), Client.objects.count(), Contact.objects.count()) == (0, 0, 0)
    kept = InboxMessage.objects.get(pk=problem["intake"])
    assert kept.state == "failed"
    assert json.loads(bytes(kept.body))["shop"]
    assert kept.errors[0]["code"] == next(iter(errors.values()))


@pytest.mark.parametrize(
    "line, code",
    [
        ({"sku": "a", "price": "NaN"}, "not_number"),
        ({"sku": "a", "price": "1.005"}, "not_money"),
        ({"sku": "a", "price": True}, "not_number"),
        ({"sku": "a", "price": "1e30"}, "too_big"),
        ({"sku": "a", "quantity": 0}, "too_small"),
        ({"sku": "a", "quantity": "2"}, "not_whole_number"),
        ({"sku": "a", "quantity": 1.5}, "not_whole_number"),
        ({"sku": "a", "discount_percent": 101}, "too_big"),
        ({"sku": "", "price": 1}, "missing"),
        ({"price": 1}, "missing"),
        ({"sku": "a", "role": "gift"}, "unknown"),
        ("a", "not_object"),
    ],
)
def test_a_wrong_line_is_refused(api: make.Api, shop: Shop, line: object, code: str) -> None:
    problem = api.refused("POST", "/orders", make.body(shop, lines=[line]))
    assert problem["status"] == 422
    assert [error["code"] for error in problem["errors"]] == [code]
    assert Order.objects.count() == 0


def test_lines_that_come_to_more_than_a_sum_can_hold_are_refused(api: make.Api, shop: Shop) -> None:
    problem = api.refused("POST", "/orders", make.body(shop, lines=[{"sku": "a", "quantity": 2, "price": "9e11"}]))
    assert make.fields(problem) == {"lines": "too_much_money"}


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b"nul"])
def test_a_body_that_is_no_json_is_400_and_kept(api: make.Api, shop: Shop, sent: bytes) -> None:
    problem = api.refused("POST", "/orders", sent)
    assert (problem["status"], problem["code"]) == (400, "not_json")
    assert bytes(InboxMessage.objects.get().body) == sent


@pytest.mark.parametrize("sent", [[], 5, "text", None])
def test_json_that_is_no_order_is_422(api: make.Api, shop: Shop, sent: object) -> None:
    problem = api.refused("POST", "/orders", json.dumps(sent).encode())
    assert (problem["status"], make.fields(problem)) == (422, {"body": "not_object"})


@pytest.mark.parametrize(
    "client, flag",
    [
        ({"name": "Иван Серов", "phone": "12345"}, "too_short"),
        ({"name": "Иван Серов", "phone": "+7 000 000 00 00"}, "invalid_phone"),
        ({"name": "Иван Серов", "phone": "+7 916 488 31 07 99 88 77"}, "too_long"),
        ({"name": "Хуй Пизда", "phone": "+79164883107"}, "profanity"),
        ({"name": "Иван Серов"}, "no_phone"),
        ({"name": "Иван Серов", "phone": "+79164883107", "email": "nobody"}, "bad_email"),
    ],
)
def test_what_looks_wrong_is_accepted_and_flagged(api: make.Api, shop: Shop, client: dict[str, str], flag: str) -> None:
    answer = api.call("POST", "/orders", make.body(shop, client=client))
    assert answer.status_code == 201
    assert flag in json.loads(answer.content)["flags"]


def test_an_order_without_a_price_is_taken_and_flagged(api: make.Api, shop: Shop) -> None:
    order = api.post("/orders", make.body(shop, lines=[{"sku": "kettle", "quantity": 3}]))
    assert order["lines"][0]["price"] is None
    assert (order["totals"]["total"], order["flags"]) == ("0.00", ["no_price"])


def test_any_spelling_of_a_phone_is_one_client(api: make.Api, shop: Shop) -> None:
    spellings = ["+79164883107", "8 916 488-31-07", "7(916)4883107", "916 488 31 07"]
    orders = [api.post("/orders", make.body(shop, client={"phone": phone})) for phone in spellings]
    assert {order["client"]["phone"] for order in orders} == {"+79164883107"}
    assert Client.objects.count() == 1


def test_a_client_is_known_by_email_when_the_phone_is_new(api: make.Api, shop: Shop) -> None:
    first = api.post("/orders", make.body(shop, client={"phone": make.phone(), "email": "a@b.ru"}))
    second = api.post("/orders", make.body(shop, client={"phone": make.phone(), "email": "A@B.RU"}))
    assert first["client"]["id"] == second["client"]["id"]
    assert Contact.objects.filter(kind="phone").count() == 2


def test_an_email_that_grows_when_made_small_is_flagged(api: make.Api, shop: Shop) -> None:
    order = api.post("/orders", make.body(shop, client={"email": "a@" + "İ" * 200 + ".com"}))
    assert "bad_email" in order["flags"]


def test_a_key_with_nul_is_refused_and_kept(api: make.Api, shop: Shop) -> None:
    problem = api.refused("POST", "/orders", make.body(shop, **{"a\x00b": 1}))
    assert problem["status"] == 422
    assert InboxMessage.objects.get().state == "failed"


def test_bulk_answers_for_each_row_and_bad_rows_spoil_nothing(api: make.Api, shop: Shop) -> None:
    known = api.post("/orders", make.body(shop, external_id="A-0"))
    rows = [
        make.body(shop, external_id="A-1"),
        make.body("nowhere"),
        make.body(shop, external_id="A-0"),
        make.body(shop, external_id="A-1"),
        5,
        make.body(shop, lines=[{"sku": "a", "price": "-1"}]),
        make.body(shop),
    ]
    results = api.post("/orders/bulk", rows)["results"]
    assert [row["index"] for row in results] == list(range(7))
    assert make.fields(results[1]) == {"shop": "unknown_shop"}
    assert results[2] == {"index": 2, "id": known["id"], "duplicate": True}
    assert "duplicate" not in results[0]
    assert results[3] == {"index": 3, "id": results[0]["id"], "duplicate": True}
    assert make.fields(results[4]) == {"body": "not_object"}
    assert make.fields(results[5]) == {"lines.0.price": "too_small"}
    assert "duplicate" not in results[6]
    assert Order.objects.count() == 3
    kept = InboxMessage.objects.get(kind="bulk")
    assert (kept.state, kept.failed_rows) == ("partly", [1, 4, 5])


def test_rows_that_are_read_ahead_are_judged_as_all_others(
    api: make.Api, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three rows at a time: a shop that comes later, rows without mistakes and with, a part that has no good row."""
    other = make.shop("other", zone="Asia/Omsk")
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    rows: list[Any] = [make.body(shop, client={"name": f"Ivan {number}"}) for number in range(7)]
    rows[4:4] = [7, make.body("nowhere"), {}, make.body(other, client={"name": "oleg"}), make.body("nowhere")]
    rows[9:9] = [1, 2, 3]
    usual = sys.getswitchinterval()
    results = api.post("/orders/bulk", rows)["results"]
    assert [result["index"] for result in results] == list(range(15))
    assert [place for place, result in enumerate(results) if "errors" in result] == [4, 5, 6, 8, 9, 10, 11]
    assert results[5]["errors"][0]["field"] == "shop"
    taken = Order.objects.select_related("client").get(pk=results[7]["id"])
    assert (taken.shop_id, taken.client.name, taken.zone) == (other.pk, "Oleg", "Asia/Omsk")
    assert sys.getswitchinterval() == usual


def test_bulk_again_makes_nothing_new(api: make.Api, shop: Shop) -> None:
    rows = [make.body(shop, external_id=f"A-{number}") for number in range(30)]
    first = api.post("/orders/bulk", rows)["results"]
    again = api.post("/orders/bulk", rows)["results"]
    assert [row["id"] for row in again] == [row["id"] for row in first]
    assert all(row["duplicate"] for row in again)
    assert Order.objects.count() == 30


def test_rows_of_one_client_in_a_bulk_make_one_client(api: make.Api, shop: Shop) -> None:
    rows = [make.body(shop, client={"name": "Олег", "phone": "+79164883107"}) for _ in range(5)]
    results = api.post("/orders/bulk", rows)["results"]
    assert len({row["id"] for row in results}) == 5
    assert Client.objects.count() == 1


@pytest.mark.parametrize(
    "sent, status, errors",
    [
        (b"{", 400, {"body": "not_json"}),
        (b"{}", 422, {"body": "not_list"}),
        (b"[" + b"5," * 5000 + b"5]", 422, {"body": "too_many"}),
    ],
)
def test_a_bulk_that_is_no_list_of_rows_is_refused(
    api: make.Api, shop: Shop, sent: bytes, status: int, errors: dict[str, str]
) -> None:
    problem = api.refused("POST", "/orders/bulk", sent)
    assert (problem["status"], make.fields(problem)) == (status, errors)
    assert InboxMessage.objects.get().state == "failed"


def test_an_empty_bulk_is_no_mistake(api: make.Api, shop: Shop) -> None:
    assert api.post("/orders/bulk", []) == {"results": []}


def test_a_bulk_of_five_thousand_ordinary_rows_fits(api: make.Api, shop: Shop) -> None:
    """Rows of 600 bytes make three megabytes; they fail for their shop, so that the test is quick."""
    rows = json.dumps([make.body("nowhere", comment="x" * 400)] * 5000).encode()
    assert len(rows) > 2_621_440
    answer = api.call("POST", "/orders/bulk", rows)
    assert answer.status_code == 200
    assert len(json.loads(answer.content)["results"]) == 5000


def test_a_failed_intake_is_taken_in_by_a_retry_once_its_shop_is_there(api: make.Api) -> None:
    problem = api.refused("POST", "/orders", make.body("later"))
    make.shop("later")
    kept = retry(SYSTEM, problem["intake"], make.datetime.now(make.UTC))
    assert kept.state == "done"
    assert Order.objects.get().pk == kept.order_id


def test_the_failed_rows_of_a_bulk_are_taken_in_by_a_retry(api: make.Api, shop: Shop) -> None:
    api.post("/orders/bulk", [make.body(shop), make.body("later"), make.body(shop)])
    make.shop("later")
    kept = retry(SYSTEM, InboxMessage.objects.get().pk, make.datetime.now(make.UTC))
    assert (kept.state, kept.failed_rows, Order.objects.count()) == ("done", [], 3)
