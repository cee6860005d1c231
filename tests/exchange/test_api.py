"""Exports and imports over HTTP: who may, what comes, and how a bad file is refused."""

from __future__ import annotations

import json

import pytest
from django.http import StreamingHttpResponse

from dozvon.clients.models import Client
from dozvon.exchange.actions import opening
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def api() -> make.Api:
    return make.Api(make.user(role="admin"), "admin")


def streamed(api: make.Api, path: str) -> tuple[StreamingHttpResponse, bytes]:
    answer = api.browser.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {api.token}"})
    assert isinstance(answer, StreamingHttpResponse), (answer.status_code, answer.content)
    return answer, b"".join(answer.streaming_content)


def test_orders_stream_as_json_lines(api: make.Api, shop: Shop) -> None:
    order = make.order(shop)
    answer, content = streamed(api, "/exports/orders?format=jsonl&shop=main")
    assert answer["Content-Type"] == "application/jsonl"
    assert "attachment" in answer["Content-Disposition"]
    assert [json.loads(line)["id"] for line in content.splitlines()] == [order.pk]


def test_csv_is_the_usual_form_and_days_limit_it(api: make.Api, shop: Shop) -> None:
    make.order(shop)
    answer, content = streamed(api, "/exports/events?since=2001-01-01&until=2001-01-02")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert content == b"id,at,kind,actor,shop,order_id,client_id,body\r\n"


@pytest.mark.parametrize(
    ("path", "field", "code"),
    [
        ("/exports/orders?shop=none", "shop", "unknown_shop"),
        ("/exports/orders?since=2026-02-02&until=2026-02-01", "since", "since_after_until"),
        ("/exports/orders?since=yesterday", "since", "invalid"),
        ("/exports/orders?format=xlsx", "format", "invalid"),
        ("/exports/secrets", "what", "invalid"),
    ],
)
def test_an_export_that_cannot_be_is_refused_by_field(
    api: make.Api, shop: Shop, path: str, field: str, code: str
) -> None:
    refused = api.refused("GET", path)
    assert refused["status"] == 422
    assert make.fields(refused) == {field: code}


def test_who_may_not_export_or_import_is_told_so(shop: Shop) -> None:
    operator = make.Api(make.user(), "desk")
    assert operator.refused("GET", "/exports/orders")["status"] == 403
    assert operator.refused("POST", "/imports/orders?shop=main", b"phone\n89164883107\n")["status"] == 403
    assert make.Api(None).refused("GET", "/exports/orders")["status"] == 401
    assert not Client.objects.exists()


def test_a_file_in_the_body_becomes_orders_and_every_row_is_told_of(api: make.Api, shop: Shop) -> None:
    content = "Номер;Телефон;Артикул;Цена;Метка\n1;89164883107;x;5;а\n2;89164883108;x;дорого;б\n1;89164883107;x;5;а\n"
    foretold = api.post("/imports/orders?shop=main&dry_run=true", content.encode())
    assert not Order.objects.exists()
    done = api.post("/imports/orders?shop=main", content.encode())
    assert {name: done[name] for name in ("rows", "created", "line", "merged", "duplicate", "error")} == {
        "rows": 3,
        "created": 1,
        "line": 0,
        "merged": 0,
        "duplicate": 1,
        "error": 1,
    }
    assert done["unused_columns"] == ["Метка"]
    assert done["results"][0] == {"row": 2, "outcome": "created", "id": Order.objects.get().pk}
    (error,) = done["results"][1]["errors"]
    assert (error["field"], error["code"]) == ("Цена", "not_number")
    assert [one["outcome"] for one in foretold["results"]] == [one["outcome"] for one in done["results"]]
    assert (foretold["dry_run"], done["dry_run"]) == (True, False)


def test_columns_may_be_named_in_the_address(api: make.Api, shop: Shop) -> None:
    done = api.post("/imports/clients?shop=main&map=Связь=phone", "Связь\n89164883107\n".encode())
    assert (done["created"], Client.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("query", "content", "field", "part"),
    [
        ("shop=main", b"", "body", "empty"),
        ("shop=main", b"PK\x03\x04....", "body", "workbook"),
        ("shop=main&map=tel", b"phone\n1\n", "map", "not a pair"),
        ("shop=none", b"phone\n1\n", "shop", "no shop"),
        ("shop=main", b"phone\n" + b"1\n" * 20_000, "body", "20000"),
    ],
)
def test_a_file_nothing_can_be_made_of_is_refused_with_the_cure(
    api: make.Api, shop: Shop, query: str, content: bytes, field: str, part: str
) -> None:
    refused = api.refused("POST", f"/imports/clients?{query}", content)
    assert refused["status"] == 422
    assert list(make.fields(refused)) == [field]
    assert part in refused["detail"]
    assert not Client.objects.exists()


def test_a_file_at_the_limit_is_taken(api: make.Api, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_ROWS", 3)
    assert api.post("/imports/clients?shop=main", b"phone\n89164883107\n89164883108\n")["created"] == 2
