"""Ways as a document: TOML in, JSON in the table. Every mistake is named by its place: `way.0.rate.1.cost`."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from dozvon.core import money
from dozvon.core.errors import FieldError
from dozvon.core.hours import BadHours, clock, parse_span, parse_week
from dozvon.delivery.errors import BadWays
from dozvon.delivery.ways import DeliveryMethod, Point, Rate, Slot

MOST_WAYS, MOST_PLACES, MOST_PARTS, LONGEST_WAIT, LONGEST_TITLE = 30, 200, 500, 365, 120
LARGEST_FILE: Final = 1024 * 1024
_HEAVIEST: Final = 100_000_000
"""Grams."""


def _sum(amount: Decimal) -> Decimal:
    if amount != money.rounded(amount):
        raise ValueError("not_money")
    return amount


def _days(value: Any) -> Any:
    return (value, value) if isinstance(value, int) else value


def _in_order(days: tuple[int, int]) -> tuple[int, int]:
    return min(days), max(days)


def _stored(text: str) -> str:
    if "\x00" in text:
        raise ValueError("bad_character")
    return text


def _week(text: str) -> str:
    try:
        parse_week(text)
    except BadHours as error:
        raise ValueError("not_week") from error
    return text


def _week_if_any(text: str) -> str:
    return _week(text) if text else ""


def _weekdays(text: str) -> str:
    _week(f"{text} 00:00-24:00")
    return text


def Text(most: int, least: int = 1) -> Any:  # noqa: N802 (it makes a type)
    """A text within the limits that the table can hold."""
    limits = StringConstraints(strict=True, strip_whitespace=True, min_length=least, max_length=most)
    return Annotated[str, limits, AfterValidator(_stored)]


Sum = Annotated[Decimal, Field(ge=0, le=Decimal(999_999_999)), AfterValidator(_sum)]
Days = Annotated[
    tuple[Annotated[int, Field(ge=0, le=LONGEST_WAIT)], Annotated[int, Field(ge=0, le=LONGEST_WAIT)]],
    BeforeValidator(_days),
    AfterValidator(_in_order),
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _StrictPart(BaseModel):
    """Base of all parts: a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Rate(_StrictPart):
    cost: Sum | None = None
    goods_to: Sum | None = None
    weight_to: Annotated[int, Field(strict=True, ge=1, le=_HEAVIEST)] | None = None
    days: Days = (0, 0)


class _Slot(_StrictPart):
    days: Annotated[str, StringConstraints(max_length=40), AfterValidator(_weekdays)]
    start: Annotated[str, Field(alias="from", pattern=r"^\d{1,2}:\d\d$")]
    until: Annotated[str, Field(pattern=r"^\d{1,2}:\d\d$")]
    most: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None


class _Point(_StrictPart):
    code: Code
    title: Text(LONGEST_TITLE)  # type: ignore[valid-type]
    address: Text(300, 0) = ""  # type: ignore[valid-type]
    metro: Text(LONGEST_TITLE, 0) = ""  # type: ignore[valid-type]
    hours: Annotated[str, StringConstraints(max_length=400), AfterValidator(_week_if_any)] = ""


class _MethodPart(_StrictPart):
    code: Code
    title: Text(LONGEST_TITLE)  # type: ignore[valid-type]
    kind: Literal["courier", "pickup", "post", "carrier"]
    places: Annotated[tuple[Text(LONGEST_TITLE), ...], Field(max_length=MOST_PLACES)] = ()  # type: ignore[valid-type]
    rate: Annotated[tuple[_Rate, ...], Field(max_length=MOST_PARTS)] = (_Rate(),)
    slot: Annotated[tuple[_Slot, ...], Field(max_length=MOST_PARTS)] = ()
    point: Annotated[tuple[_Point, ...], Field(max_length=MOST_PARTS)] = ()


class _MethodsFile(_StrictPart):
    way: Annotated[tuple[_MethodPart, ...], Field(max_length=MOST_WAYS)] = ()


def read_file(text: str) -> list[DeliveryMethod]:
    """The ways of a TOML file. Raises BadWays."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadWays([FieldError("file", "not_toml", {"value": str(error)[:200]})]) from None
    try:
        read = _MethodsFile.model_validate(content)
    except ValidationError as failure:
        raise BadWays(list(_mistakes(failure))) from None
    errors = list(_conflicts(read))
    if errors:
        raise BadWays(errors)
    return [_way(one) for one in read.way]


def _conflicts(read: _MethodsFile) -> Iterator[FieldError]:
    """Codes that stand twice, and hours that end before they begin."""
    taken = Counter(way.code for way in read.way)
    for place, way in enumerate(read.way):
        if taken[way.code] > 1:
            yield FieldError(f"way.{place}.code", "taken")
        points = Counter(point.code for point in way.point)
        for index, point in enumerate(way.point):
            if points[point.code] > 1:
                yield FieldError(f"way.{place}.point.{index}.code", "taken")
        for index, slot in enumerate(way.slot):
            try:
                parse_span(f"{slot.start}-{slot.until}")
            except BadHours:
                yield FieldError(f"way.{place}.slot.{index}.until", "not_hours")


def _way(read: _MethodPart) -> DeliveryMethod:
    return DeliveryMethod(
        code=read.code,
        title=read.title,
        kind=read.kind,
        rates=tuple(Rate(one.cost, one.goods_to, one.weight_to, one.days) for one in read.rate) or (Rate(),),
        places=tuple(dict.fromkeys(read.places)),
        slots=tuple(_slot(one) for one in read.slot),
        points=tuple(Point(one.code, one.title, one.address, one.metro, one.hours) for one in read.point),
    )


def _slot(read: _Slot) -> Slot:
    span = parse_span(f"{read.start}-{read.until}")
    days = tuple(day for day, spans in enumerate(parse_week(f"{read.days} 00:00-24:00")) if spans)
    return Slot(days, f"{clock(span.start)}-{clock(span.until)}", read.most)


_CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "string_type": "not_text",
    "too_long": "too_many",
    "literal_error": "unknown",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "string_pattern_mismatch": "invalid",
}


def _mistakes(failure: ValidationError) -> Iterator[FieldError]:
    for found in failure.errors(include_url=False)[:50]:
        field = ".".join(map(str, found["loc"]))
        yield FieldError(field or "file", _code(found), _params(found))


def _code(found: Mapping[str, Any]) -> str:
    kind, last = str(found["type"]), str(found["loc"][-1]) if found["loc"] else ""
    if kind == "value_error":
        return str(found["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return "bad_code" if last == "code" else "not_hours"
    if kind.startswith(("decimal", "is_instance")):
        return "not_money"
    if kind.startswith("int"):
        return "not_whole_number"
    return _CODES.get(kind, "invalid")


def _params(found: Mapping[str, Any]) -> dict[str, str]:
    context = found.get("ctx") or {}
    bound = next((context[key] for key in ("ge", "le", "max_length") if key in context), None)
    params = {} if bound is None else {"limit": str(bound)}
    if found["type"] == "literal_error":
        params |= {"value": str(found["input"])[:40], "allowed": str(context.get("expected", "—")).replace("'", "")}
    return params


def rates_document(rates: Iterable[Rate]) -> list[dict[str, Any]]:
    """Rates as they are stored."""
    return [
        {
            "cost": None if rate.cost is None else str(rate.cost),
            "goods_to": None if rate.goods_to is None else str(rate.goods_to),
            "weight_to": rate.weight_to,
            "days": list(rate.days),
        }
        for rate in rates
    ]


def rates_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Rate, ...]:
    """Stored rates."""
    return tuple(
        Rate(_decimal(one["cost"]), _decimal(one["goods_to"]), one["weight_to"], (one["days"][0], one["days"][1]))
        for one in stored
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def slots_document(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """Slots as they are stored."""
    return [{"days": list(slot.days), "hours": slot.hours, "most": slot.most} for slot in slots]


def slots_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Slot, ...]:
    """Stored slots."""
    return tuple(Slot(tuple(one["days"]), one["hours"], one["most"]) for one in stored)


def points_document(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Points as they are stored."""
    return [
        {"code": one.code, "title": one.title, "address": one.address, "metro": one.metro, "hours": one.hours}
        for one in points
    ]


def points_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Point, ...]:
    """Stored points."""
    return tuple(Point(**one) for one in stored)
