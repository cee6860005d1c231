"""Many rows at once: COPY, the way PostgreSQL takes rows in fastest; for one row it costs no more than INSERT.

Values are checked by the table as always. Lists of texts are written by `texts`, documents by `document`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import orjson
from django.db import connection


def reserve(table: LiteralString, count: int) -> list[int]:
    """New ids of the table, for rows that are about to be written: one statement."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def write(table: LiteralString, columns: Sequence[LiteralString], rows: Iterable[Sequence[Any]]) -> None:
    """Adds the rows. Raises Django's database errors, IntegrityError among them."""
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def texts(values: Iterable[str]) -> str:
    """A list of texts as PostgreSQL writes an array."""
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + ",".join(quoted) + "}"


def document(value: Any) -> str:
    """A JSON document."""
    return orjson.dumps(value).decode()
