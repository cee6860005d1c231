"""A file as it was sent, read row by row: its encoding, its separator, its header; CSV, JSON lines or a workbook."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import orjson

from dozvon.core.errors import FieldError
from dozvon.exchange import workbooks
from dozvon.exchange.cells import armed
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.headers import FIELDS, Columns, Kind, understand

SAMPLE = 64 * 1024
"""Bytes by which the sort of file and its separator are told."""
SAMPLE_ROWS = 30
LONGEST_LINE = 4 * 1024 * 1024
"""Characters of a JSON line."""
SEPARATORS = ",;\t|"
BROKEN = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
"""What a spreadsheet shows in place of a formula's result."""
BINARY_SHARE = 0.05
"""Share of control characters from which a file is no text; a text has hardly any."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number as a spreadsheet counts, the header being row 1 (in JSON lines: the line's number).

    `cells` holds the fields that are filled, `sent` the whole row as it came (a list of texts, a JSON object, or the
    line); `error` says why nothing could be read.
    """

    number: int
    cells: Mapping[str, Any]
    sent: object = None
    error: FieldError | None = None


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """A file that was understood; `rows` can be read once."""

    columns: Columns
    rows: Iterator[SheetRow]


def open_sheet(source: BinaryIO, kind: Kind, said: Mapping[str, str]) -> ImportSheet:
    """The file's columns and rows; `said` is what the user says of columns. Raises ExchangeRefused."""
    sample = source.read(SAMPLE)
    if not sample.strip():
        raise ExchangeRefused("empty_file")
    if sample.startswith(workbooks.MARK):
        return _of_table(io.TextIOWrapper(workbooks.as_table(source), "utf-8", newline=""), ",", kind, said)
    encoding = _encoding(source, sample)
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    if sample.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        titles = {field: field for field in FIELDS[kind]}
        return ImportSheet(Columns({}, titles, (), 0), _json_rows(text, kind))
    return _of_table(text, _separator(sample.decode(encoding, "ignore")), kind, said)


def _of_table(text: io.TextIOWrapper, separator: str, kind: Kind, said: Mapping[str, str]) -> ImportSheet:
    table = csv.reader(text, delimiter=separator, strict=True)
    number, header = _header(table)
    columns = understand(header, kind, said)
    return ImportSheet(columns, _table_rows(table, columns, number))


def _header(table: Any) -> tuple[int, list[str]]:
    """The first row that is not empty, and its number."""
    try:
        return next((number, row) for number, row in enumerate(table, 1) if any(cell.strip() for cell in row))
    except StopIteration as error:
        raise ExchangeRefused("empty_file") from error
    except csv.Error as error:
        raise ExchangeRefused("bad_quotes", {"first": "1", "last": str(table.line_num)}) from error


def _encoding(source: BinaryIO, sample: bytes) -> str:
    """Of the whole file: a single letter at its end can tell. Reads it in pieces."""
    if sample.startswith(workbooks.OLD_MARK):
        raise ExchangeRefused("workbook")
    for mark, name in _MARKS:
        if sample.startswith(mark):
            _check_text(sample.decode(name, "ignore"))
            return _readable(source, name)
    _check_text(sample.decode("latin-1"))
    try:
        return _readable(source, "utf-8")
    except ExchangeRefused:
        return _readable(source, "cp1251")


def _check_text(sample: str) -> None:
    controls = sum(character < " " and character not in "\t\r\n" for character in sample)
    if controls > BINARY_SHARE * len(sample):
        raise ExchangeRefused("binary")


def _readable(source: BinaryIO, encoding: str) -> str:
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := source.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ExchangeRefused("bad_encoding") from error
    return encoding


def _separator(start: str) -> str:
    """The sign that divides the most of the first rows into as many cells as the header has."""

    def score(sign: str) -> tuple[int, int]:
        # Not strict: quotation marks out of place are named later, row by row.
        table = csv.reader(io.StringIO(start, newline=""), delimiter=sign)
        counts = [len(row) for row in islice(table, SAMPLE_ROWS) if row]
        return (counts.count(counts[0]), counts[0]) if counts and counts[0] > 1 else (0, 0)

    return max(SEPARATORS, key=score)


def _table_rows(table: Any, columns: Columns, number: int) -> Iterator[SheetRow]:
    """The rows behind the header, which is row `number`."""
    while True:
        number += 1
        first = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            lines = {"first": str(first), "last": str(table.line_num)}
            yield SheetRow(number, {}, None, FieldError("row", "bad_quotes", lines))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        yield _table_row(number, cells, columns)


def _table_row(number: int, cells: list[str], columns: Columns) -> SheetRow:
    # Spreadsheets write fewer or more empty cells at the end as they please.
    extra = any(cell.strip() for cell in cells[columns.count :])
    if extra or len(cells) < columns.count:
        counts = {"found": str(len(cells)), "expected": str(columns.count)}
        return SheetRow(number, {}, cells, FieldError("row", "column_count", counts))
    filled = {field: armed(cells[place]).strip() for field, place in columns.places.items()}
    broken = next((field for field, text in filled.items() if text in BROKEN), None)
    if broken is not None:
        return SheetRow(number, {}, cells, FieldError(broken, "broken_formula", {"value": filled[broken]}))
    return SheetRow(number, {field: text for field, text in filled.items() if text}, cells)


def _json_rows(text: io.TextIOWrapper, kind: Kind) -> Iterator[SheetRow]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
            orjson.dumps(record)  # nesting that can be read but not kept
        except (orjson.JSONDecodeError, orjson.JSONEncodeError):
            record = None
        if isinstance(record, dict):
            yield SheetRow(number, _flat(record, kind), record)
        else:
            yield SheetRow(number, {}, line, FieldError("row", "bad_json_line"))


def _flat(record: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The known fields by their paths, texts stripped; what is null or empty is left out."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        inner = {f"{name}.{key}": part for key, part in value.items()} if isinstance(value, dict) else {}
        for field, part in ({name: value} | inner).items():
            if field in FIELDS[kind] and part not in (None, "", [], {}):
                found[field] = part.strip() if isinstance(part, str) else part
    return found
