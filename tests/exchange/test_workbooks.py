"""Workbooks: read as the table one sees, whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dozvon.catalog.models import Product
from dozvon.core.actor import SYSTEM
from dozvon.exchange import workbooks
from dozvon.exchange.actions import opening
from dozvon.exchange.actions.import_products import import_products
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.headers import Kind
from dozvon.exchange.outcomes import ImportedRow
from dozvon.exchange.sheets import open_sheet
from dozvon.platform.wording import sentence
from tests import factories as make


def book(write: Callable[[Workbook, Worksheet], Any]) -> io.BytesIO:
    packed = io.BytesIO()
    made = Workbook(packed, {"in_memory": True})
    write(made, made.add_worksheet("Прайс"))
    made.close()
    return io.BytesIO(packed.getvalue())


def of_rows(*rows: list[Any]) -> io.BytesIO:
    return book(lambda _, sheet: [sheet.write_row(place, 0, row) for place, row in enumerate(rows)])


@pytest.mark.parametrize(
    ("value", "shown_as", "seen"),
    [
        (1299.0, "General", "1299"),
        (79161234567.0, "General", "79161234567"),
        (4600000000001, "0.00E+00", "4600000000001"),
        (0.1 + 0.2, "General", "0.3"),
        (1494.885, '#,##0.00\\ "₽"', "1494.89"),
        (1494.885, "#,##0", "1495"),
        (10.5, "0.0#", "10.5"),
        (0.15, "0%", "15"),
        (0.125, "0.0%", "12.5"),
        (160, "00000", "00160"),
        (5, "0.00;[Red]-0.00", "5"),
        (-5.5, "[$₽-419]#,##0.00", "-5.5"),
        (True, "General", "true"),
        (datetime.fromisoformat("2026-03-15T14:30"), "dd.mm.yyyy", "2026-03-15 14:30:00"),
        (datetime.fromisoformat("2026-03-15"), "dd.mm.yyyy", "2026-03-15"),
        (date(2026, 3, 15), "dd.mm.yyyy", "2026-03-15"),
        ("Матрас_x000D_\n160", "@", "Матрас\n160"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_read_as_it_is_seen(value: object, shown_as: str, seen: str) -> None:
    assert workbooks.text_of(value, shown_as) == seen


def rows_of(source: io.BytesIO) -> list[tuple[int, dict[str, Any]]]:
    return [(row.number, dict(row.cells)) for row in open_sheet(source, Kind.PRODUCTS, {}).rows]


def test_rows_keep_their_numbers_behind_empty_ones_and_short_rows_are_whole() -> None:
    source = of_rows([], ["Артикул", "Название", "Цена"], ["M-1", "Матрас; «Сон»", 1299.5], [], ["M-2", "Подушка"])
    assert rows_of(source) == [
        (3, {"sku": "M-1", "name": "Матрас; «Сон»", "price": "1299.5"}),
        (5, {"sku": "M-2", "name": "Подушка"}),
    ]


def test_the_first_sheet_that_is_seen_is_read_and_formulas_are_their_results() -> None:
    def write(made: Workbook, hidden: Worksheet) -> None:
        hidden.write(0, 0, "hidden")
        shown = made.add_worksheet("Товары")
        shown.activate()
        hidden.hide()
        shown.write_row(0, 0, ["SKU", "Price", "Discount up to"])
        shown.write(1, 0, 160, made.add_format({"num_format": "00000"}))
        shown.write_formula(1, 1, "=990*1.1", None, 1089)
        shown.write(1, 2, 0.1, made.add_format({"num_format": "0%"}))

    assert rows_of(book(write)) == [(2, {"sku": "00160", "price": "1089", "max_discount": "10"})]


def test_a_formula_that_fails_refuses_its_row_by_its_column() -> None:
    def write(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["SKU", "Цена"])
        sheet.write(1, 0, "M-1")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    (row,) = open_sheet(book(write), Kind.PRODUCTS, {}).rows
    assert row.error is not None
    assert (row.number, row.error.field, row.error.code) == (2, "price", "broken_formula")
    assert "#DIV/0!" in sentence(row.error)


def changed(source: io.BytesIO, name: str, turn: Callable[[bytes], bytes]) -> io.BytesIO:
    """The workbook with one of its parts turned into another."""
    packed = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, turn(old.read(part)) if part.endswith(name) else old.read(part))
    return io.BytesIO(packed.getvalue())


def test_what_cannot_be_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = of_rows(["SKU"], ["M-1"])
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("content.xml", "<office/>")
    for damaged in (
        io.BytesIO(good.getvalue()[:-40]),
        io.BytesIO(other.getvalue()),
        changed(good, "workbook.xml", lambda _: b"<no"),
    ):
        with pytest.raises(ExchangeRefused) as refused:
            open_sheet(damaged, Kind.PRODUCTS, {})
        assert refused.value.code == "workbook"
    monkeypatch.setattr(workbooks, "_MOST_UNPACKED", 100)
    with pytest.raises(ExchangeRefused) as refused:
        open_sheet(io.BytesIO(good.getvalue()), Kind.PRODUCTS, {})
    assert refused.value.code == "workbook_too_big"


def test_a_request_takes_so_many_rows_and_empty_ends_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_ROWS", 3)
    tail = book(lambda made, sheet: [sheet.write_row(0, 0, ["SKU"]), sheet.write_blank(9, 0, "", made.add_format())])
    assert opening.of_one_request(tail.getvalue()).read() == b"SKU\r\n"
    assert opening.of_one_request(of_rows(["SKU"], ["1"], ["2"]).getvalue()).read() == b"SKU\r\n1\r\n2\r\n"
    with pytest.raises(ExchangeRefused) as refused:
        opening.of_one_request(of_rows(["SKU"], ["1"], ["2"], ["3"]).getvalue())
    assert refused.value.code == "too_many_rows"


def sent(source: io.BytesIO) -> list[ImportedRow]:
    return list(import_products(SYSTEM, "main", source, {}).outcomes)


@pytest.mark.django_db
def test_a_price_list_is_taken_in_and_its_mistakes_name_row_and_column() -> None:
    make.shop()
    outcomes = sent(of_rows(["Артикул", "Название", "Цена"], ["M-1", "Матрас", 1299], ["M-2", "Подушка", "дорого"]))
    assert [(one.row, one.outcome) for one in outcomes] == [(2, "created"), (3, "error")]
    assert [(error.field, error.code) for error in outcomes[1].errors] == [("price", "not_money")]
    assert Product.objects.get().price == Decimal(1299)


@pytest.mark.django_db
def test_a_workbook_damaged_behind_its_beginning_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make.shop()
    monkeypatch.setattr(opening, "AT_ONCE", 2)
    good = of_rows(["SKU", "Name"], *([f"M-{number}", "Матрас"] for number in range(50)))
    damaged = changed(good, "sheet1.xml", lambda part: part[: len(part) * 3 // 4])
    with pytest.raises(ExchangeRefused):
        sent(damaged)
    assert not Product.objects.exists()
    assert len(sent(io.BytesIO(good.getvalue()))) == 50
