"""Selects that Django's ORM writes once and the desk runs ten thousand times a day.

Putting a query together costs the ORM 0.5 to 1 ms each time, several times what PostgreSQL needs to answer it. A
`Select` keeps the columns and joins that the ORM chose and adds its own WHERE and ORDER BY to them, so the models stay
the only place that knows the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Reading(Generic[M]):
    """The head of the statement, and what makes a model of its row."""

    sql: str
    model: type[M]
    names: list[str]
    end: int
    related: list[Any]
    annotated: list[tuple[str, int]]
    converted: list[tuple[int, list[Any], Any]]


class Select(Generic[M]):
    """`build` gives the columns, joins and annotations, unfiltered; `tail` is the SQL after FROM.

    Tables are named in `tail` as the ORM names them: by their `db_table`. `finish` puts the last hand to each row.
    """

    def __init__(
        self, build: Callable[[], QuerySet[M]], tail: str, finish: Callable[[M], object] | None = None
    ) -> None:
        """Nothing is put together before the first use: models are loaded then."""
        self._build, self._tail, self._finish = build, tail, finish
        self._reading: _Reading[M] | None = None

    def all(self, params: Sequence[Any] = ()) -> list[M]:
        """The rows: one statement."""
        return list(self._rows(params, self._tail))

    def where(self, tail: str, params: Sequence[Any] = ()) -> list[M]:
        """The rows with another tail than the usual one: one statement."""
        return list(self._rows(params, tail))

    def first(self, params: Sequence[Any] = ()) -> M | None:
        """The first row, or None: one statement."""
        return next(iter(self.all(params)), None)

    def _rows(self, params: Sequence[Any], tail: str) -> Iterator[M]:
        reading = self._reading
        if reading is None:
            reading = self._reading = _read(self._build())
        with connection.cursor() as cursor:
            cursor.execute(f"{reading.sql} {tail}", params)
            rows = cursor.fetchall()
        finish = self._finish
        for row in rows:
            one = _model(reading, row)
            if finish is not None:
                finish(one)
            yield one


def _read(built: QuerySet[M]) -> _Reading[M]:
    compiler = built.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    if params:
        raise ValueError("the ORM's part of a Select has no parameters of its own")
    kind, select = compiler.klass_info, compiler.select
    fields = kind["select_fields"]
    if fields != list(range(len(fields))):
        raise ValueError("the model's own columns come first in a Select")
    converters = compiler.get_converters([expression for expression, _, _ in select])
    return _Reading(
        sql=sql,
        model=kind["model"],
        names=[expression.target.attname for expression, _, _ in select[: len(fields)]],
        end=len(fields),
        related=get_related_populators(kind, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # (types of Django 6)
        annotated=list((compiler.annotation_col_map or {}).items()),
        converted=[(place, *found) for place, found in converters.items()],
    )


def _model(reading: _Reading[M], row: Sequence[Any]) -> M:
    if reading.converted:
        values = list(row)
        for place, converters, expression in reading.converted:
            value = values[place]
            if value is not None:
                for convert in converters:
                    value = convert(value, expression, connection)
                values[place] = value
        row = values
    one = reading.model.from_db(DEFAULT_DB_ALIAS, reading.names, row[: reading.end])
    for populator in reading.related:
        populator.populate(row, one)
    for name, place in reading.annotated:
        setattr(one, name, row[place])
    return one
