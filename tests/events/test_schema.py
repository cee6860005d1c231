"""Events are declared, each kind once, and the database keeps of an erased client's what is declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypedDict

import pytest
from django.db import connection

from dozvon.orders.events import ActionPerformed
from dozvon.platform.capabilities import capabilities
from dozvon.platform.database import schema as tables
from dozvon.platform.events import kept_fields
from dozvon.platform.events.models import Event
from dozvon.platform.events.schema import KEPT, WORDS, NewEvent, Subject, body_fields, document
from tests import factories as make


class Part(TypedDict, total=False):
    """A part."""

    sum: Annotated[Decimal, KEPT]
    note: Annotated[str, WORDS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(NewEvent):
    """Something."""

    kind: ClassVar[str] = "sample.made"
    from_: Annotated[datetime, KEPT]
    part: Part
    note: Annotated[str | None, WORDS] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided(NewEvent):
    """Nobody said what becomes of its field."""

    kind: ClassVar[str] = "sample.undecided"
    word: str


def kinds_of(parent: type[NewEvent]) -> Iterator[type[NewEvent]]:
    for child in parent.__subclasses__():
        yield child
        yield from kinds_of(child)


def test_every_kind_is_declared_exactly_once() -> None:
    declared = [event for capability in capabilities() for event in capability.events]
    ours = {kind for kind in kinds_of(NewEvent) if kind.__module__.startswith("dozvon.")}
    # A dataclass with slots leaves a class without them behind.
    assert {kind.__qualname__ for kind in ours} == {kind.__qualname__ for kind in declared}
    assert len({kind.kind for kind in declared}) == len(declared) == len(kept_fields.declared_kinds())


def test_every_field_says_whether_an_erasure_keeps_it() -> None:
    for kind in kept_fields.declared_kinds().values():
        body_fields(kind)
    with pytest.raises(TypeError, match=r"Undecided\.word"):
        body_fields(Undecided)


def test_a_body_is_written_with_its_names_and_without_what_is_not_given() -> None:
    at = datetime(2026, 3, 10, 9, tzinfo=UTC)
    made = Sample(Subject(), from_=at, part={"sum": Decimal("1.50")})
    assert json.loads(document(made.body())) == {"from": "2026-03-10T09:00:00+00:00", "part": {"sum": "1.50"}}
    assert Sample(Subject(), from_=at, part={}, note="x").body()["note"] == "x"
    assert [field.path for field in body_fields(Sample)] == ["from", "part", "part.sum", "part.note", "note"]


@pytest.mark.django_db
def test_what_is_recorded_has_the_declared_fields() -> None:
    order, anna = make.order(make.shop()), make.actor("Anna")
    make.act(anna, order, "no_answer", call="made", problem="busy")
    body = Event.objects.get(kind=ActionPerformed.kind).body
    fields = {field.path for field in body_fields(ActionPerformed) if "." not in field.path}
    assert set(body) == fields - {"once"}
    assert set(body["before"]) <= set(ActionPerformed.__annotations__) | {
        field.path.partition(".")[2] for field in body_fields(ActionPerformed)
    }


@pytest.mark.django_db
def test_the_database_is_brought_in_step_with_what_is_declared() -> None:
    assert kept_fields.kept_fields_match()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM event_fields_kept WHERE kind = 'order.action' AND path = 'status'")
        cursor.execute("INSERT INTO event_fields_kept VALUES ('order.action', 'comment', true), ('gone', '', false)")
    assert not kept_fields.kept_fields_match()
    assert erased("order.action", {"status": 1, "comment": "x"}) == {"comment": "x", "erased": True}
    tables.settle()
    assert kept_fields.kept_fields_match()
    assert erased("order.action", {"status": 1, "comment": "x"}) == {"status": 1, "erased": True}


@pytest.mark.django_db
def test_an_unknown_kind_keeps_what_was_kept_before_kinds_were_declared() -> None:
    old = {"total": "1.00", "note": "x", "before": {"goods": "1.00", "address": {"city": "x"}}, "after": "x"}
    left = {"total": "1.00", "before": {"goods": "1.00", "erased": True}, "erased": True}
    assert erased("order.of_old", old) == left


def erased(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dozvon_without_words(%s, %s)", [kind, json.dumps(body)])
        left: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return left
