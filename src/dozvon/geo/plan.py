"""Reads the official files: the numbering plan (`DEF-9xx.csv`, `ABC-*.csv`) and the directory of Russian cities.

The plan came over the years in cp1251 with six columns, in UTF-8 with a seventh, and now with a column of the state
register's territory (`Территория ГАР`), which is filled where the region is a dash.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from dozvon.core.zones import region_of_name, zone_of_region
from dozvon.geo.errors import ImportRefused

LARGEST = 64 * 2**20  # bytes; the whole plan is a few megabytes


class Range(NamedTuple):
    """Numbers `+7 code first` … `+7 code last`; region and zone are empty where the plan names no subject."""

    code: int
    first: int
    last: int
    region: str
    zone: str


@dataclass(slots=True)
class Reading:
    """What a file holds: its good rows, the bad ones by line, and territories that no zone is known for."""

    digest: str
    rows: int = 0
    ranges: list[Range] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    unresolved: dict[str, int] = field(default_factory=dict)


class _Columns(NamedTuple):
    code: int
    first: int
    last: int
    region: int
    territory: int | None


_OLD = _Columns(0, 1, 2, 5, None)


def content_of(path: Path) -> bytes:
    """The file's bytes. Raises ImportRefused."""
    try:
        if path.stat().st_size > LARGEST:
            raise ImportRefused(f"{path} is larger than {LARGEST // 2**20} MB: this is not the file meant")
        return path.read_bytes()
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read: {error.strerror}") from error


def text_of(content: bytes) -> str:
    """UTF-8 with or without a mark, else cp1251, in which the older files were published."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def read_ranges(content: bytes) -> Reading:
    """All rows of a plan file. Bad rows are named, never fatal here; of two that overlap the later one is bad."""
    reading = Reading(hashlib.sha256(content).hexdigest())
    columns, block = _OLD, ""
    found: list[tuple[Range, int]] = []
    zones: dict[str, tuple[str, str]] = {}
    for line, row in _rows(text_of(content)):
        header = _header(row)
        if header is not None:
            columns = header
            continue
        reading.rows += 1
        try:
            found_range, territory = _range(row, columns, zones)
        except (ValueError, IndexError) as error:
            reading.bad.append(f"line {line}: {error}")
            continue
        block = block or str(found_range.code)[0]
        if str(found_range.code)[0] != block:
            reading.bad.append(f"line {line}: code {found_range.code} among codes of {block}xx")
            continue
        if not found_range.zone:
            reading.unresolved[territory] = reading.unresolved.get(territory, 0) + 1
        found.append((found_range, line))
    reading.ranges = list(_apart(found, reading.bad))
    return reading


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.replace("\x00", "").splitlines(), delimiter=";")
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = [f"({error})"]
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _header(row: list[str]) -> _Columns | None:
    """Where the columns stand, when the row is a heading."""
    names = [cell.strip().lower() for cell in row]
    if "от" not in names or "до" not in names:
        return None
    region = next((i for i, name in enumerate(names) if name.startswith("регион")), 5)
    territory = next((i for i, name in enumerate(names) if name.startswith("территория")), None)
    return _Columns(names.index("от") - 1, names.index("от"), names.index("до"), region, territory)


def _range(row: list[str], columns: _Columns, zones: dict[str, tuple[str, str]]) -> tuple[Range, str]:
    code, first, last = (_number(row[i]) for i in (columns.code, columns.first, columns.last))
    if not 100 <= code <= 999:
        raise ValueError(f"code {code} has not three digits")
    if not first <= last <= 9_999_999:
        raise ValueError(f"no range from {first} to {last}")
    texts = [row[columns.region]]
    if columns.territory is not None and columns.territory < len(row):
        texts.insert(0, row[columns.territory])
    for text in texts:
        territory = text.strip()
        if territory not in zones:
            region = region_of_name(territory) or ""
            zones[territory] = region, (zone_of_region(region) or "") if region else ""
        region, zone = zones[territory]
        if zone:
            break
    return Range(code, first, last, region, zone), texts[0].strip() or "(empty)"


def _number(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 7:
        raise ValueError(f"{digits[:20]!r} is not a number of up to seven digits")
    return int(digits)


def _apart(found: list[tuple[Range, int]], bad: list[str]) -> Iterator[Range]:
    """The ranges in order, without those that overlap one before."""
    found.sort(key=lambda pair: pair[0][:3])
    code, end, earlier = 0, -1, 0
    for found_range, line in found:
        if found_range.code == code and found_range.first <= end:
            bad.append(f"line {line}: overlaps the range of line {earlier}")
            continue
        code, end, earlier = found_range.code, found_range.last, line
        yield found_range
