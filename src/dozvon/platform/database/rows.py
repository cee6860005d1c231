"""Rows written past the ORM: a few by INSERT, one round trip; many by COPY, the way PostgreSQL takes them in fastest.

Values are checked by the table as always. Lists of texts are written by `texts`, documents by `document`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, LiteralString

import orjson
from django.db import connection

FEW = 20
"""Up to so many rows go in one INSERT; more are copied."""

Row = Sequence[Any]


def add(table: LiteralString, columns: Sequence[LiteralString], rows: Sequence[Row]) -> list[int]:
    """Adds the rows and gives them ids of their own, in their order: one statement for a few, two for many.

    Raises Django's database errors, IntegrityError among them.
    """
    if len(rows) > FEW:
        ids = _reserve(table, len(rows))
        _copy(table, ("id", *columns), ((pk, *row) for pk, row in zip(ids, rows, strict=True)))
        return ids
    return _insert(table, columns, rows, " RETURNING id") if rows else []


def write(table: LiteralString, columns: Sequence[LiteralString], rows: Sequence[Row]) -> None:
    """Adds the rows: one statement. Raises Django's database errors, IntegrityError among them."""
    if len(rows) > FEW:
        _copy(table, columns, rows)
    elif rows:
        _insert(table, columns, rows, "")


def _reserve(table: LiteralString, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: LiteralString, columns: Sequence[LiteralString], rows: Iterable[Row]) -> None:
    statement = f'COPY "{table}" ({_names(columns)}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(table: LiteralString, columns: Sequence[LiteralString], rows: Sequence[Row], tail: str) -> list[int]:
    places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({_names(columns)}) VALUES {places}{tail}',  # noqa: S608 (own names)
            list(chain.from_iterable(rows)),
        )
        return [row[0] for row in cursor.fetchall()] if tail else []


def _names(columns: Sequence[LiteralString]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def texts(values: Iterable[str]) -> str:
    """A list of texts as PostgreSQL writes an array."""
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + ",".join(quoted) + "}"


def document(value: Any) -> str:
    """A JSON document."""
    return orjson.dumps(value).decode()
