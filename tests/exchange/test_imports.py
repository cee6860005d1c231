"""Imports: any table people have, each row told of, nothing twice, nothing lost."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import override

from dozvon.clients.models import Client, Contact
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.exchange.actions import import_clients as clients_action
from dozvon.exchange.actions import opening
from dozvon.exchange.actions.import_clients import import_clients
from dozvon.exchange.actions.import_orders import import_orders
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.outcomes import ImportedRow, ImportTally
from dozvon.orders.models import Order
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.wording import sentence
from dozvon.presets import preset
from dozvon.publishing.actions.publish import publish
from dozvon.shops.actions import create_shop
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
COUNTED = (Client, Contact, Order, InboxMessage)


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def orders(content: str | bytes, encoding: str = "utf-8", **given: Any) -> list[ImportedRow]:
    return run(import_orders, content, encoding, **given)


def clients(content: str | bytes, encoding: str = "utf-8", **given: Any) -> list[ImportedRow]:
    return run(import_clients, content, encoding, **given)


def run(begin: Any, content: str | bytes, encoding: str, **given: Any) -> list[ImportedRow]:
    body = content if isinstance(content, bytes) else content.encode(encoding)
    said, actor = given.pop("said", {}), given.pop("by", SYSTEM)
    return list(begin(actor, "main", io.BytesIO(body), said, NOW, **given).outcomes)


def told(outcomes: list[ImportedRow]) -> list[tuple[int, str]]:
    return [(one.row, one.outcome) for one in outcomes]


def codes(outcome: ImportedRow) -> dict[str, str]:
    return {error.field: error.code for error in outcome.errors}


RUSSIAN = (
    (
        "Номер заказа;Дата;ФИО;Телефон;Эл. почта;Город;Артикул;Товар;Кол-во;Цена;Скидка;Комментарий\r\n"
        "A-1;15.02.2026 14:30;иванова анна;8 (916) 488-31-07;a@mail.ru;Самара;"
        "kettle;Чайник;2;1 990,50 ₽;10 %;«Вечером; после 18»\r\n"
    )
    .replace("«", '"')
    .replace("»", '"')
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_russian_table_is_read_in_any_usual_encoding_and_separation(
    shop: Shop, encoding: str, separator: str
) -> None:
    sign = "руб." if encoding == "cp1251" else "₽"
    content = RUSSIAN.replace("₽", sign)
    if separator == ",":
        content = content.replace("1 990,50", '"1 990,50"', 1).replace(f'"1 990,50" {sign}', f'"1 990,50 {sign}"')
    head, row = content.split("\r\n")[:2]
    row = row.replace('"Вечером; после 18"', "\0").replace(";", separator).replace("\0", '"Вечером; после 18"')
    (done,) = orders(f"{head.replace(';', separator)}\r\n{row}\r\n", encoding)
    order = Order.objects.select_related("client").get(pk=done.id or 0)
    assert (done.row, done.outcome, done.errors) == (2, "created", ())
    assert (order.external_id, order.channel, order.comment) == ("A-1", "import", "Вечером; после 18")
    assert order.received_at == datetime(2026, 2, 15, 11, 30, tzinfo=UTC)
    assert (order.client.name, order.client.city, order.zone) == ("Иванова Анна", "Самара", "Europe/Samara")
    assert str(order.total) == "3582.90"
    assert set(order.client.contacts.values_list("value", flat=True)) == {"+79164883107", "a@mail.ru"}


def test_a_ukrainian_table_is_understood() -> None:
    create_shop("main", publish(SYSTEM, preset("shop"), datetime.now(UTC)), "Europe/Kyiv", country="UA")
    (done,) = orders(
        "Номер замовлення,Одержувач,Телефон клієнта,Місто,Артикул,Кількість,Ціна\n7,Олена,067 123-45-67,Львів,x,1,5\n"
    )
    client = Order.objects.select_related("client").get(pk=done.id or 0).client
    assert (client.name, client.city, client.contacts.get().value) == ("Олена", "Львів", "+380671234567")


def test_the_same_file_again_makes_nothing_new(shop: Shop) -> None:
    content = "order id,phone,sku,price\nA,89164883107,x,5\nB,89164883108,x,5\nA,89164883107,x,5\n"
    assert [one.outcome for one in orders(content)] == ["created", "created", "duplicate"]
    again = orders(content)
    assert [one.outcome for one in again] == ["duplicate"] * 3
    assert again[0].id == again[2].id == Order.objects.get(external_id="A").pk
    assert (Order.objects.count(), Client.objects.count()) == (2, 2)


def test_without_ids_equal_rows_are_orders_of_their_own_and_still_known_the_next_time(shop: Shop) -> None:
    content = "phone,sku,price\n89164883107,x,5\n89164883107,x,5\n"
    assert [one.outcome for one in orders(content)] == ["created", "created"]
    assert [one.outcome for one in orders(content + "89164883107,y,5\n")] == ["duplicate", "duplicate", "created"]


def test_rows_of_one_order_become_its_lines(shop: Shop) -> None:
    content = (
        "order id,phone,sku,quantity,price\nA,89164883107,kettle,1,100\nA,89164883107,bag,2,10\nA,,box,1,1\n"
        "B,89164883108,bag,1,10\nA,89164883107,kettle,1,100\n"
    )
    done = orders(content)
    assert told(done) == [(2, "created"), (3, "line"), (4, "line"), (5, "created"), (6, "duplicate")]
    order = Order.objects.get(external_id="A")
    assert [(line.sku, line.quantity) for line in order.lines.order_by("position")] == [
        ("kettle", 1),
        ("bag", 2),
        ("box", 1),
    ]
    assert str(order.total) == "121.00"


BAD = (
    "order id,date,name,phone,sku,quantity,price,status,total\n"
    "1,,Анна,89164883107,x,1,5,,\n"
    "2,31.02.2026,Анна,89164883107,x,1,5,,\n"
    "3,,Анна,89164883107,x,1,дорого,,\n"
    "4,,Анна,89164883107,x,0,-5,,\n"
    "5,,Анна,89164883107,x,1,5\n"
    f"6,,{'А' * 10_000},89164883107,x,1,5,,\n"
    "7,,Ан\0на,89164883107,x,1,5,,\n"
    "8,,Анна,89164883107,x,1,5,done,\n"
    "9,,Анна,89164883107,x,1,5,Где-то,\n"
    '10,,"Анна" Петрова,89164883107,x,1,5,,\n'
    "11,,Анна,12,x,1,5,new,305\n"
)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_bad_row_is_named_with_its_column_and_spoils_no_other(shop: Shop, dry_run: bool) -> None:
    done = orders(BAD, dry_run=dry_run)
    assert [one.outcome for one in done] == ["created", *["error"] * 9, "created"]
    assert [codes(one) for one in done] == [
        {},
        {"received_at": "not_moment"},
        {"lines.0.price": "not_number"},
        {"lines.0.quantity": "too_small", "lines.0.price": "too_small"},
        {"row": "column_count"},
        {"client.name": "too_long"},
        {"client.name": "bad_character"},
        {"status": "closed_order"},
        {"status": "unknown_status"},
        {"row": "bad_quotes"},
        {"totals.total": "total_differs"},
    ]
    assert Order.objects.count() == (0 if dry_run else 2)
    tally = ImportTally()
    for one in done:
        tally.add(one)
    assert str(tally) == "rows read 11 = created 2 + line 0 + merged 0 + duplicate 0 + error 9"


def test_what_failed_in_intake_is_kept_to_be_seen_and_tried_again(shop: Shop) -> None:
    orders(BAD)
    kept = InboxMessage.objects.get()
    assert (kept.kind, kept.state, len(kept.failed_rows)) == ("bulk", "partly", 5)
    assert json.loads(bytes(kept.body))[kept.failed_rows[1]]["lines"][0]["price"] == "дорого"


def test_a_mark_that_is_never_closed_costs_only_what_follows_it(shop: Shop) -> None:
    done = orders('order id,phone\n1,89164883107\n2,"89164883108\n3,89164883109\n')
    assert told(done) == [(2, "created"), (3, "error")]
    assert dict(done[1].errors[0].params) == {"first": "3", "last": "4"}


@pytest.mark.parametrize("begin", [import_orders, import_clients])
def test_a_dry_run_foretells_the_real_one_and_writes_nothing(
    shop: Shop, begin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "AT_ONCE", 2)
    make.order(shop, NOW, external_id="B", client={"phone": "89164883108"})
    content = (
        "order id,name,phone,email\nA,Анна,89164883107,a@mail.ru\nB,Ольга,89164883108,b@mail.ru\n,Без,,\n"
        "A,Анна,89164883107,a@mail.ru\nC,Анна,8 916 488-31-07,new@mail.ru\n"
    )
    before = [model.objects.count() for model in COUNTED]
    foretold = run(begin, content, "utf-8", dry_run=True)
    assert [model.objects.count() for model in COUNTED] == before
    done = run(begin, content, "utf-8")
    assert told(foretold) == told(done)
    assert [one.errors for one in foretold] == [one.errors for one in done]
    assert {one.outcome for one in done} >= {"created", "duplicate"}


def test_clients_are_made_once_and_gain_contacts_nobody_had(shop: Shop) -> None:
    first = clients("Фамилия;Имя;Телефон;Доп. телефон;Почта\nПетров;Пётр;89164883107;84957778899;\n")
    content = (
        "Имя;Телефон;Почта;Компания\nПётр;+7 916 488-31-07;;\nПётр;9164883107;petr@mail.ru;\n"
        "Фирма;8 495 777-88-11, 8 495 777-88-12;;ООО Ромашка\nНикто;;;\nОшибка;123;нет;\n"
    )
    done = clients(content)
    assert [one.outcome for one in first + done] == ["created", "duplicate", "merged", "created", "error", "error"]
    assert first[0].id == done[0].id == done[1].id
    petr, firm = Client.objects.order_by("id")
    assert (petr.last_name, petr.first_name, petr.kind, firm.kind) == ("Петров", "Пётр", "person", "company")
    assert set(petr.contacts.values_list("value", flat=True)) == {"+79164883107", "+74957778899", "petr@mail.ru"}
    assert list(firm.contacts.order_by("-main").values_list("value", "main")) == [
        ("+74957778811", True),
        ("+74957778812", False),
    ]
    assert codes(done[3]) == {"phone": "no_way_to_recognise"}
    assert [one.outcome for one in clients(content)] == ["duplicate"] * 3 + ["error"] * 2


def test_what_a_client_card_cannot_hold_is_named_by_its_column(shop: Shop) -> None:
    listed = '"[{""kind"":""email"",""value"":""a\0@mail.ru""}]"'
    content = f"name,phone,contacts\n{'А' * 301},89164883107,\nАнна,89164883108,{listed}\nОльга,89164883109,нет\n"
    done = clients(content)
    assert [codes(one) for one in done] == [
        {"name": "too_long"},
        {"contacts": "not_contacts"},
        {"contacts": "not_contacts"},
    ]
    long = f'{{"phone": "89164883107", "contacts": [{{"kind": "email", "value": "{"a" * 300}@mail.ru"}}]}}'
    (one,) = clients(long + "\n")
    assert codes(one) == {"email": "too_long"}
    assert not Client.objects.exists()


def test_the_rows_of_imported_clients_are_kept_as_they_came(shop: Shop) -> None:
    clients("phone,note\n89164883107,vip\n")
    kept = InboxMessage.objects.get()
    assert json.loads(bytes(kept.body)) == [{"row": 2, "sent": ["89164883107", "vip"]}]
    assert kept.state == "done"


def test_a_client_that_another_makes_meanwhile_is_found_on_the_second_try(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    real = clients_action.match

    def collides_once(new: Any) -> list[int]:
        tries.append(len(new))
        if len(tries) == 1:
            raise clients_action.IntegrityError
        return real(new)

    monkeypatch.setattr(clients_action, "match", collides_once)
    assert [one.outcome for one in clients("phone\n89164883107\n89164883108\n")] == ["created", "created"]
    assert tries == [2, 2]


def test_columns_mean_what_the_user_says(shop: Shop) -> None:
    begun = import_clients(
        SYSTEM,
        "main",
        io.BytesIO("кому,куда,Телефон\nАнна,89164883107,нет\n".encode()),
        {"Куда": "phone", "кому": "name", "телефон": ""},
        NOW,
    )
    assert [one.outcome for one in begun.outcomes] == ["created"]
    assert begun.columns.unused == ("Телефон",)
    assert Client.objects.get().name == "Анна"


@pytest.mark.parametrize(
    ("content", "said", "code", "part"),
    [
        (b"", {}, "empty_file", "empty"),
        (b"\xef\xbb\xbf \r\n", {}, "empty_file", "empty"),
        (b";;;\n;;;\n", {}, "empty_file", "empty"),
        ("Анна;89164883107\nОльга;89164883108\n".encode(), {}, "no_header", "«Анна», «89164883107»"),
        ("Имя;Город\nАнна;Самара\n".encode(), {}, "needs_column", "phone, email"),
        ("Телефон;Тел.;Имя\n1;2;3\n".encode(), {}, "same_column_twice", "“Телефон” (1) and “Тел.” (2)"),
        (b"phone;phone\n1;2\n", {}, "same_column_twice", "both mean phone"),
        (b"PK\x03\x04" + bytes(100), {}, "workbook", "CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), {}, "workbook", "CSV UTF-8"),
        (bytes(range(256)) * 20, {}, "binary", "not a table"),
        (b"phone\n8916\x98\n", {}, "bad_encoding", "Windows-1251"),
        (b"phone\n1\n", {"tel": "phone"}, "map_unknown_column", "no column “tel”"),
        (b"phone\n1\n", {"phone": "telephone"}, "map_unknown_field", "last_name"),
        (b'"phone\n1\n', {}, "bad_quotes", "lines 1–2"),
    ],
)
def test_a_file_nothing_can_be_made_of_is_refused_in_one_sentence(
    shop: Shop, content: bytes, said: dict[str, str], code: str, part: str
) -> None:
    with pytest.raises(ExchangeRefused) as refused:
        clients(content, said=said)
    with override("en"):
        text = sentence(refused.value.error)
    assert refused.value.code == code
    assert part in text
    assert "%(" not in text
    assert not InboxMessage.objects.exists()


def test_json_lines_that_are_none_are_named(shop: Shop) -> None:
    deep = '{"client": {"phone": "89164883107"}, "lines": ' + "[" * 500 + "]" * 500 + "}"
    done = orders(
        '{"client": {"phone": "89164883107"}, "external_id": 5}\n[1]\nnonsense\n\n'
        '{"client": {"phone": {"a": 1}}}\n{"client": {"phone": "1"}, "lines": "x"}\n' + deep
    )
    assert told(done) == [(1, "created"), (2, "error"), (3, "error"), (5, "error"), (6, "error"), (7, "error")]
    assert [codes(one) for one in done[1:]] == [
        {"row": "bad_json_line"},
        {"row": "bad_json_line"},
        {"client.phone": "not_text"},
        {"lines": "not_lines"},
        {"row": "bad_json_line"},
    ]


def test_only_who_may_import_does_and_only_into_a_shop_of_theirs(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        clients("phone\n89164883107\n", by=make.actor(role="head"))
    other = make.shop("other")
    with pytest.raises(ExchangeRefused) as refused:
        clients("phone\n89164883107\n", by=make.actor(role="admin", shop_ids=[other.pk]))
    assert refused.value.code == "unknown_shop"
    assert not Client.objects.exists()
