"""Typed values: what is read is kept and read again as it was; what is wrong names its field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core.errors import FieldError
from dozvon.core.fields import FURTHEST, FieldType, TypedField, Value, read, read_typed, to_json, to_text

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.TEXT: st.text(st.characters(exclude_characters="\x00"), max_size=50).map(str.strip),
    FieldType.NUMBER: st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, allow_nan=False),
    FieldType.MONEY: st.decimals(-(10**9), 10**9, places=2),
    FieldType.DAY: st.dates(),
    FieldType.MOMENT: st.datetimes(timezones=st.just(UTC)),
    FieldType.FLAG: st.booleans(),
    FieldType.CHOICE: st.sampled_from(["red", "green"]),
    FieldType.PHONE: st.integers(0, 9_999_999).map(lambda tail: f"+7916{tail:07}"),
}
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.lists(st.integers())


def field(kind: FieldType, **more: object) -> TypedField:
    return TypedField("size", kind, choices=("red", "green"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", FieldType)
def test_what_is_kept_as_json_is_read_as_it_was(kind: FieldType) -> None:
    @given(VALUES[kind])
    def law(value: Value) -> None:
        assert read(field(kind), json.loads(json.dumps(to_json(value)))) == value

    law()


@pytest.mark.parametrize("kind", FieldType)
def test_whatever_is_sent_is_a_value_or_an_error_that_names_the_field(kind: FieldType) -> None:
    @given(ANYTHING)
    def law(raw: object) -> None:
        value = read(field(kind, ahead=True), raw, NOW)
        assert value.field == "size" if isinstance(value, FieldError) else json.dumps(to_json(value))

    law()


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldType.NUMBER, " 1 299,5 ", 1299.5),
        (FieldType.NUMBER, "40", 40),
        (FieldType.MONEY, "1 299,00 ₽", Decimal("1299.00")),
        (FieldType.DAY, "2026-12-01", date(2026, 12, 1)),
        (FieldType.FLAG, "1", True),
        (FieldType.FLAG, "", False),
        (FieldType.PHONE, "8 (916) 488-31-07", "+79164883107"),
        (FieldType.TEXT, "  ", None),
    ],
)
def test_what_is_typed_is_read_in_its_usual_spellings(kind: FieldType, typed: str, value: Value | None) -> None:
    assert read_typed(field(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (FieldType.TEXT, 5, "not_text"),
        (FieldType.TEXT, "a\x00", "not_text"),
        (FieldType.TEXT, "a" * 2001, "too_long"),
        (FieldType.NUMBER, "5", "not_number"),
        (FieldType.NUMBER, True, "not_number"),
        (FieldType.NUMBER, float("inf"), "not_number"),
        (FieldType.MONEY, "1.001", "too_many_places"),
        (FieldType.MONEY, "much", "not_money"),
        (FieldType.DAY, "tomorrow", "not_day"),
        (FieldType.MOMENT, "2026-12-01T10:00:00", "no_zone"),
        (FieldType.MOMENT, "10 o'clock", "not_moment"),
        (FieldType.FLAG, 1, "not_flag"),
        (FieldType.CHOICE, "blue", "not_choice"),
        (FieldType.PHONE, "12", "not_phone"),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(kind: FieldType, raw: object, code: str) -> None:
    refused = read(field(kind), raw)
    assert isinstance(refused, FieldError)
    assert refused.code == code


def test_what_must_lie_ahead_has_neither_passed_nor_lies_beyond_two_years() -> None:
    day, moment = field(FieldType.DAY, ahead=True), field(FieldType.MOMENT, ahead=True)
    assert read(day, NOW.date(), NOW) == NOW.date()
    for asked, raw, code in (
        (day, NOW.date() - timedelta(days=1), "in_past"),
        (day, (NOW + FURTHEST).date() + timedelta(days=1), "too_far"),
        (moment, NOW, "in_past"),
        (moment, NOW + FURTHEST + timedelta(minutes=1), "too_far"),
    ):
        assert read(asked, raw, NOW) == FieldError("size", code)


def test_a_text_of_each_value() -> None:
    assert [to_text(value) for value in (True, 5, Decimal("1.50"), date(2026, 12, 1), "a")] == [
        "1",
        "5",
        "1.50",
        "2026-12-01",
        "a",
    ]
