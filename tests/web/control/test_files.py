"""Reports as files: the page's figures, shares with numerator and denominator, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

from django.test import Client

from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from tests.web.control.conftest import NOW, Desk


def sell(desk: Desk) -> Order:
    """An agreed order of a channel whose name looks like a formula, beside one nobody called."""
    olga = desk.person("Olga", shop=desk.shop())
    order = desk.order(ago=timedelta(minutes=9))
    Order.objects.filter(pk=order.pk).update(channel="=1+1")
    desk.order(phone="+7 916 234-00-05")
    return perform(olga, order.pk, "confirm", Form(call="made"), NOW - timedelta(minutes=5))


def test_csv_holds_the_figures_and_runs_no_formula(desk: Desk, head: Client) -> None:
    sell(desk)
    answer = head.get("/reports/export.csv?by=channel")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "dozvon-channel-2026-11-18-2026-11-24.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["Channel"] for row in rows} == {"'=1+1", "site", "All orders"}
    whole = next(row for row in rows if row["Channel"] == "All orders")
    assert (whole["Orders"], whole["Confirmed, %"], whole["Confirmed: part"], whole["Confirmed: of"]) == (
        "2",
        "50.0",
        "1",
        "2",
    )
    assert whole["Average order value"] == "4990.0"
    assert next(row for row in rows if row["Channel"] == "site")["Contacted, %"] == ""


def test_xlsx_holds_three_sheets_and_no_formula(desk: Desk, head: Client) -> None:
    sell(desk)
    with zipfile.ZipFile(io.BytesIO(head.get("/reports/export.xlsx?by=channel").content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        texts = book.read("xl/sharedStrings.xml").decode()
        assert len(sheets) == 3
        assert all(b"<f>" not in book.read(name) for name in sheets)
    assert "=1+1" in texts
    assert "Agreed orders that were cancelled or returned afterwards." in texts


def test_who_may_not_take_files_away_is_not_given_one(desk: Desk) -> None:
    desk.person("Olga", shop=desk.shop())
    assert desk.browser("Olga").get("/reports/export.xlsx").status_code == 403
