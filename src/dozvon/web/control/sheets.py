"""A report as a file: the same figures, shares with their numerator and denominator, definitions beside."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from xlsxwriter import Workbook

from dozvon.core.figures import Share
from dozvon.core.tally import Tally
from dozvon.exchange.cells import disarmed
from dozvon.reports.queries.period import Report
from dozvon.web.control.columns import COLUMNS, Column
from dozvon.web.control.reasons import ReasonShare

Plain = str | int | float | None


def _headings(group: str) -> list[str]:
    found, part, whole, unit = [group], gettext("part"), gettext("of"), gettext("s")
    for column in COLUMNS:
        title = str(column.title)
        if column.kind == "share":
            found += [f"{title}, %", f"{title}: {part}", f"{title}: {whole}"]
        elif column.kind == "time":
            found.append(f"{title}, {unit}")
        else:
            found.append(title)
    return found


def _values(title: str, tally: Tally) -> list[Plain]:
    found: list[Plain] = [title]
    for column in COLUMNS:
        found += _of_column(column, tally)
    return found


def _of_column(column: Column, tally: Tally) -> Iterator[Plain]:
    value = column.value(tally)
    if isinstance(value, Share):
        yield None if value.percent is None else round(value.percent, 2)
        yield value.part
        yield value.whole
    elif isinstance(value, dict):
        yield _money(value)
    else:
        yield None if value is None else round(value, 2)


def _money(sums: dict[str, Decimal]) -> Plain:
    """A number where there is one currency, else a text that names them."""
    rounded = {currency: round(amount, 2) for currency, amount in sums.items()}
    if len(rounded) == 1:
        return float(next(iter(rounded.values())))
    return ", ".join(f"{amount} {currency}" for currency, amount in rounded.items()) or None


def rows_of(report: Report, group: str, unnamed: str) -> Iterator[list[Plain]]:
    """Headings, a row for each group, and all orders."""
    yield list(_headings(group))
    for one in report.groups:
        yield _values(one.title or unnamed, one.tally)
    yield _values(gettext("All orders"), report.total)


def as_csv(report: Report, group: str, unnamed: str) -> bytes:
    """The table as CSV that spreadsheets open: UTF-8 with a mark, semicolons, texts that cannot run as formulas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    for row in rows_of(report, group, unnamed):
        writer.writerow(
            [disarmed(value) if isinstance(value, str) else "" if value is None else value for value in row]
        )
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(report: Report, reasons: list[ReasonShare], group: str, unnamed: str) -> bytes:
    """A workbook of three sheets: the figures, the reasons of refusals, the definitions."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    figures = book.add_worksheet(gettext("Report"))
    for place, row in enumerate(rows_of(report, group, unnamed)):
        _write(figures, place, row, bold if place == 0 else None)
    figures.freeze_panes(1, 1)
    figures.set_column(0, 0, 28)
    figures.set_column(1, 60, 13)
    refusals = book.add_worksheet(gettext("Refusals"))
    _write(refusals, 0, [gettext("Reason"), gettext("Orders"), "%"], bold)
    for place, told in enumerate(reasons, 1):
        _write(refusals, place, [told.title, told.share.part, round(told.share.percent or 0, 2)], None)
    refusals.set_column(0, 0, 40)
    terms = book.add_worksheet(gettext("Definitions"))
    for place, column in enumerate(COLUMNS):
        _write(terms, place, [str(column.title), str(column.means)], None)
    terms.set_column(0, 0, 28)
    terms.set_column(1, 1, 100)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, place: int, row: list[Plain], style: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(place, column, value, style)
        elif value is not None:
            sheet.write_number(place, column, value, style)
