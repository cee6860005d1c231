"""Selects that Django's ORM writes once and the desk runs ten thousand times a day.

Putting a query together costs the ORM 0.5 to 1 ms each time, several times what PostgreSQL needs to answer it. A
`Select` keeps the columns and joins that the ORM chose and adds its own WHERE and ORDER BY to them, so the models stay
the only place that knows the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField, Model, QuerySet
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Part:
    """Columns of the row that make one model; `relation` is the name it goes by in the row's own model."""

    model: type[Model]
    names: list[str]
    start: int
    end: int
    key: int
    relation: str = ""

    def made(self, row: Sequence[Any]) -> Model | None:
        """The model of these columns, None where they are NULL.

        Put together as Django's own `from_db` would, past a constructor that takes each value through its descriptor.
        """
        if row[self.key] is None:
            return None
        one = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        values = one.__dict__
        values["_state"] = state
        values.update(zip(self.names, row[self.start : self.end], strict=True))
        return one


@dataclass(frozen=True, slots=True)
class _Reading:
    """The head of the statement, and what makes a model of its row."""

    sql: str
    own: _Part
    related: list[_Part]
    annotated: list[tuple[str, int]]
    converted: list[tuple[int, Callable[[Any], Any]]]


class Select(Generic[M]):
    """`build` gives the columns, joins and annotations, unfiltered; `tail` is the SQL after FROM.

    Tables are named in `tail` as the ORM names them: by their `db_table`. `finish` puts the last hand to each row.
    """

    def __init__(
        self, build: Callable[[], QuerySet[M]], tail: str, finish: Callable[[M], object] | None = None
    ) -> None:
        """Nothing is put together before the first use: models are loaded then."""
        self._build, self._tail, self._finish = build, tail, finish
        self._reading: _Reading | None = None

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
            one: M = _model(reading, row)
            if finish is not None:
                finish(one)
            yield one


def _read(built: QuerySet[Any]) -> _Reading:
    compiler = built.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    if params:
        raise ValueError("the ORM's part of a Select has no parameters of its own")
    kind, columns = compiler.klass_info, [expression for expression, _, _ in compiler.select]
    related = [_part(columns, inner) for inner in kind.get("related_klass_infos", ())]
    converters = compiler.get_converters(columns)
    return _Reading(
        sql=sql,
        own=_part(columns, kind),
        related=related,
        annotated=list((compiler.annotation_col_map or {}).items()),
        converted=[(place, _converter(*found)) for place, found in converters.items()],
    )


def _part(columns: list[Any], kind: dict[str, Any]) -> _Part:
    places = kind["select_fields"]
    start, end = places[0], places[-1] + 1
    if places != list(range(start, end)) or (kind.get("related_klass_infos") and "field" in kind):
        raise ValueError("a Select joins models one step away, each with its columns side by side")
    names = [column.target.attname for column in columns[start:end]]
    key = start + names.index(kind["model"]._meta.pk.attname)
    return _Part(kind["model"], names, start, end, key, kind["field"].name if "field" in kind else "")


def _converter(converters: list[Any], expression: Any) -> Callable[[Any], Any]:
    """From the driver's value to the field's."""
    if isinstance(expression.output_field, JSONField) and expression.output_field.decoder is None:
        return orjson.loads

    def convert(value: Any) -> Any:
        for step in converters:
            value = step(value, expression, connection)
        return value

    return convert


def _model(reading: _Reading, row: Sequence[Any]) -> Any:
    values = list(row)
    for place, convert in reading.converted:
        if values[place] is not None:
            values[place] = convert(values[place])
    one = reading.own.made(values)
    assert one is not None, "a row has a primary key"
    for part in reading.related:
        one._state.fields_cache[part.relation] = part.made(values)
    for name, place in reading.annotated:
        one.__dict__[name] = values[place]
    return one
