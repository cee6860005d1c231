"""A workbook (.xlsx) as the table that would be saved from it as CSV: every cell as people see it.

It is read to its end before the first row is given out, so that a damaged file changes nothing.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from dozvon.exchange.errors import ExchangeRefused

MARK: Final = b"PK\x03\x04"
OLD_MARK: Final = b"\xd0\xcf\x11\xe0"
"""Of .xls, and of a workbook with a password."""
_BOOK: Final = "xl/workbook.xml"
_MOST_UNPACKED: Final = 512 * 1024 * 1024
"""Bytes; a small file may be packed to swell without end."""
_KEPT: Final = 8 * 1024 * 1024
"""Bytes of the table that stay in memory; a longer one goes to the disk."""
_WORDS: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""Of a number's format: what is written as it stands."""
_DECIMALS: Final = re.compile(r"\.([0#?]+)")
_PADDED: Final = re.compile(r"0{2,}")


def as_table(source: BinaryIO, most_rows: int | None = None) -> BinaryIO:
    """The first visible sheet as CSV in UTF-8. Raises ExchangeRefused for what is no workbook, or has more rows."""
    _check(source)
    table = tempfile.SpooledTemporaryFile(_KEPT)  # noqa: SIM115  # whoever reads it closes it
    text = io.TextIOWrapper(table, encoding="utf-8", newline="")
    writer, skipped, width = csv.writer(text), 0, 0
    for number, cells in enumerate(_rows(source), 1):
        # Empty rows keep the numbers of the others; those at the end may be a million.
        if not cells:
            skipped += 1
            continue
        if most_rows is not None and number > most_rows:
            raise ExchangeRefused("too_many_rows", {"limit": str(most_rows)})
        text.write("\r\n" * skipped)
        skipped, width = 0, width or len(cells)
        writer.writerow(cells + [""] * (width - len(cells)))
    text.detach()
    table.seek(0)
    return table  # type: ignore[return-value]


def _check(source: BinaryIO) -> None:
    try:
        with ZipFile(source) as packed:
            parts = packed.infolist()
    except (BadZipFile, OSError, ValueError) as error:
        raise ExchangeRefused("workbook") from error
    if _BOOK not in {part.filename for part in parts}:
        raise ExchangeRefused("workbook")
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise ExchangeRefused("workbook_too_big")


def _rows(source: BinaryIO) -> Iterator[list[str]]:
    """The rows without their empty ends; an empty one is an empty list."""
    # Here, because no process needs it that reads no workbook.
    from openpyxl import load_workbook

    source.seek(0)
    try:
        book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            return
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        for cells in sheet.rows:
            yield _seen(cells)
        book.close()
    except ExchangeRefused:
        raise
    except Exception as error:  # of a damaged file the library raises whatever it stumbles on
        raise ExchangeRefused("workbook") from error


def _seen(cells: Sequence[Any]) -> list[str]:
    texts = [text_of(cell.value, getattr(cell, "number_format", "General")) for cell in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def text_of(value: object, shown_as: str) -> str:
    """A cell as it is seen; `shown_as` is the format of its number.

    >>> text_of(0.15, "0%"), text_of(160, "00000"), text_of(1494.885, "#,##0.00"), text_of(79161234567.0, "General")
    ('15', '00160', '1494.89', '79161234567')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return str(value)
    return _number(value, shown_as) if isinstance(value, int | float) else str(value)


def _number(value: float, shown_as: str) -> str:
    form = _WORDS.sub("", shown_as.split(";")[0])
    # Fifteen digits are what a spreadsheet holds; the rest is noise of the machine.
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if "%" in form:
        exact *= 100
    if re.search("[0#?]", form) and not re.search("[/Ee]", form):
        decimals = _DECIMALS.search(form)
        exact = exact.quantize(Decimal(1).scaleb(-len(decimals[1]) if decimals else 0), ROUND_HALF_UP)
    written = f"{exact:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return written.zfill(len(form)) if _PADDED.fullmatch(form) else written
