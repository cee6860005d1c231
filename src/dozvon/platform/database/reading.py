"""Rows of a written statement as named tuples, each column found by its name and never by its place."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db import connection

Row = TypeVar("Row", bound=NamedTuple)


def named_rows(kind: type[Row], sql: str, params: Sequence[Any]) -> list[Row]:
    """The rows of one statement as that named tuple, whose fields are columns of the statement in any order.

    None where there is nothing to ask: `sql` is empty. Raises KeyError for a field that no column is named for.
    """
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        places = {column.name: place for place, column in enumerate(cursor.description)}
        wanted = [places[name] for name in kind._fields]
        rows = cursor.fetchall()
    if len(wanted) == 1:
        return [kind._make((row[wanted[0]],)) for row in rows]
    pick = itemgetter(*wanted)
    return [kind._make(pick(row)) for row in rows]
