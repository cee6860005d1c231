"""Exports: what leaves, for whom, in which spelling, and that it is on record."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dozvon.api.v1 import present
from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.exchange import exports, pages, records
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.exports import Format, What, export
from dozvon.exchange.pages import ExportPeriod
from dozvon.orders.queries import by_ids
from dozvon.platform.events.models import Access
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def jsonl(what: What, **given: Any) -> list[dict[str, Any]]:
    content = b"".join(export(given.pop("by", SYSTEM), what, Format.JSONL, NOW, **given))
    return [json.loads(line) for line in content.splitlines()]


def test_a_json_line_of_an_order_says_what_the_api_says_of_it() -> None:
    order = make.order(make.shop(), NOW, external_id="7", comment="call in the evening")
    (line,) = jsonl(What.ORDERS)
    shown = present.order(by_ids([order.pk])[0], NOW)
    assert set(line) - set(shown) == {"source", "closed_at"}
    assert set(shown) - set(line) == {"queue", "claimed_by", "claimed_until"}
    assert {name: shown[name] for name in line if name in shown} == {k: v for k, v in line.items() if k in shown}


def test_a_json_line_of_a_client_says_what_the_api_says_of_it() -> None:
    order = make.order(make.shop(), NOW)
    (line,) = jsonl(What.CLIENTS)
    shown = make.Api(make.user(role="head")).get(f"/clients/{order.client_id}")
    assert set(line) - set(shown) == {"created_at"}
    assert set(shown) - set(line) == {"merged_into"}
    assert all(line[name] == shown[name] for name in line if name in shown)


def test_a_json_line_of_an_event_names_shop_order_and_client() -> None:
    order = make.order(make.shop(), NOW)
    (line,) = jsonl(What.EVENTS)
    assert (line["kind"], line["shop"], line["order_id"], line["client_id"]) == (
        "order.received",
        "main",
        order.pk,
        order.client_id,
    )


def leaves(record: dict[str, Any], prefix: str = "") -> set[str]:
    """Paths of a record; free-form objects are one cell."""
    found: set[str] = set()
    for name, value in record.items():
        nested = isinstance(value, dict) and name in ("task", "client", "totals", "delivery")
        found |= leaves(value, f"{prefix}{name}.") if nested else {prefix + name}
    return found


@pytest.mark.parametrize("what", list(What))
def test_the_columns_of_a_csv_are_all_that_a_record_holds(what: What) -> None:
    shop = make.shop()
    make.order(shop, NOW)
    offer([Product(shop=shop, sku="cup", name="Чашка")])
    assert leaves(jsonl(what)[0]) == set(exports.COLUMNS[what])


def test_a_csv_disarms_formulas_and_keeps_everything_else() -> None:
    make.order(make.shop(), NOW, comment="=HYPERLINK(1)", client={"name": "Анна, «Ромашка»", "phone": "89164883107"})
    text = b"".join(export(SYSTEM, What.ORDERS, Format.CSV, NOW)).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["comment"], row["client.phone"]) == ("'=HYPERLINK(1)", "'+79164883107")
    assert row["client.name"] == "Анна, «Ромашка»"
    assert json.loads(row["lines"])[0]["price"] == "1990.00"
    assert row["totals.total"] == "1990.00"


def test_the_excel_form_has_a_mark_and_semicolons() -> None:
    content = b"".join(export(SYSTEM, What.CLIENTS, Format.EXCEL, NOW))
    assert content == b"\xef\xbb\xbf" + ";".join(records.CLIENT_COLUMNS).encode() + b"\r\n"


def test_pages_follow_each_other_without_gap_or_repeat_also_among_equal_moments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 3)
    shop, other = make.shop(), make.shop("other")
    made = [make.order(shop, NOW).pk for _ in range(7)] + [make.order(other, NOW).pk for _ in range(4)]
    assert sorted(line["id"] for line in jsonl(What.ORDERS)) == made
    assert len({line["id"] for line in jsonl(What.CLIENTS)}) == 11
    assert len({line["id"] for line in jsonl(What.EVENTS)}) == 11


def test_a_page_takes_the_same_few_statements_however_many_orders() -> None:
    shop = make.shop()
    counts = []
    for _ in range(2):
        for _ in range(5):
            make.order(shop, NOW)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            jsonl(What.ORDERS)
        counts.append(len(statements))
    assert counts[0] == counts[1] == 7


def test_days_are_the_shops_own_and_both_ends_belong() -> None:
    shop = make.shop(zone="Asia/Vladivostok")
    midnight = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)  # 4 March begins there
    before, first, last, after = (
        make.order(shop, NOW, received_at=moment.isoformat()).number
        for moment in (
            midnight - timedelta(seconds=1),
            midnight,
            midnight + timedelta(hours=22),
            midnight + timedelta(hours=22, minutes=1),
        )
    )
    day = date(2026, 3, 4)
    assert [line["number"] for line in jsonl(What.ORDERS, span=ExportPeriod(day, day))] == [first, last, after]
    assert [line["number"] for line in jsonl(What.ORDERS, span=ExportPeriod(None, date(2026, 3, 3)))] == [before]
    assert jsonl(What.ORDERS, span=ExportPeriod(date(2026, 3, 5), None)) == []


def test_only_the_shops_an_actor_sees_leave() -> None:
    mine, other = make.shop("mine"), make.shop("other")
    kept, hidden = make.order(mine, NOW), make.order(other, NOW)
    head = make.actor(role="head", shop_ids=[mine.pk])
    assert [line["id"] for line in jsonl(What.ORDERS, by=head)] == [kept.pk]
    assert [line["id"] for line in jsonl(What.CLIENTS, by=head)] == [kept.client_id]
    assert [line["order_id"] for line in jsonl(What.EVENTS, by=head)] == [kept.pk]
    assert [line["id"] for line in jsonl(What.CLIENTS, shop_code="other")] == [hidden.client_id]
    with pytest.raises(ExchangeRefused) as refused:
        export(head, What.ORDERS, Format.CSV, NOW, "other")
    assert refused.value.code == "unknown_shop"


@pytest.mark.parametrize("what", list(What))
def test_without_the_permission_nothing_leaves(what: What) -> None:
    with pytest.raises(NotPermitted):
        export(make.actor(role="operator"), what, Format.CSV, NOW)


def test_every_export_is_in_the_access_log_with_all_it_showed() -> None:
    order = make.order(make.shop(), NOW)
    head = make.actor("Head", role="head")
    jsonl(What.ORDERS, by=head)
    begun, page = Access.objects.filter(what="export.orders").order_by("id")
    assert (begun.actor_label, begun.detail, begun.order_ids) == ("Head", "jsonl shop=* ..", [])
    assert (page.order_ids, page.client_ids) == ([order.pk], [order.client_id])
