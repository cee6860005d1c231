"""The order as it comes from outside: types, limits, and one clear error for each field that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dozvon.core import money
from dozvon.core.errors import FieldError

LONGEST_NAME = 300
MOST_LINES = 200
MOST_ROWS = 5000
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SLIP = timedelta(minutes=10)
"""A site's clock may be this much ahead of ours."""


def storable(text: str) -> bool:
    """Whether PostgreSQL can hold the text: no NUL, no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _storable(text: str) -> str:
    if not storable(text):
        raise ValueError("bad_character")
    return text


def Text(most: int, least: int = 0) -> Any:  # noqa: N802 (it makes a type)
    """A strict text type: stripped, within the limits, storable."""
    constraints = StringConstraints(strict=True, strip_whitespace=True, min_length=least, max_length=most)
    return Annotated[str, constraints, AfterValidator(_storable)]


def _two_places(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount != money.rounded(amount):
        raise ValueError("not_money")
    return amount


Amount = Annotated[Decimal, Field(ge=0, le=money.MOST, max_digits=14), AfterValidator(_two_places)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class StrictPart(BaseModel):
    """Base: an unknown key is an error, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClientIn(StrictPart):
    """What the client said of themselves; `id` where somebody has recognised them already."""

    id: Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)] | None = None
    name: Text(LONGEST_NAME) | None = None  # type: ignore[valid-type]
    phone: Text(60) | None = None  # type: ignore[valid-type]
    email: Text(254) | None = None  # type: ignore[valid-type]
    city: Text(200) | None = None  # type: ignore[valid-type]
    company: Text(LONGEST_NAME) | None = None  # type: ignore[valid-type]


class LineIn(StrictPart):
    """A position; `price` may be missing where the site could not compute it."""

    sku: Text(64, 1)  # type: ignore[valid-type]
    name: Text(200) | None = None  # type: ignore[valid-type]
    quantity: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 1
    price: Amount | None = None
    discount_percent: Percent = Decimal(0)
    role: Literal["main", "secondary"] = "main"


class OrderIn(StrictPart):
    """The body of `POST /orders`, and of each row of `POST /orders/bulk`."""

    shop: Text(40, 1)  # type: ignore[valid-type]
    external_id: Text(120, 1) | None = None  # type: ignore[valid-type]
    channel: Text(40, 1)  # type: ignore[valid-type]
    received_at: AwareDatetime | None = None
    client: ClientIn = ClientIn()
    lines: Annotated[tuple[LineIn, ...], Field(max_length=MOST_LINES)] = ()
    comment: Text(4000) | None = None  # type: ignore[valid-type]
    utm: Annotated[dict[Text(60), Text(500)], Field(max_length=30)] | None = None  # type: ignore[valid-type]
    search_query: Text(500) | None = None  # type: ignore[valid-type]


def read(row: object, now: datetime) -> OrderIn | list[FieldError]:
    """The row as an order, or everything wrong with it."""
    try:
        order = OrderIn.model_validate(row)
    except ValidationError as error:
        return list(_errors(error))
    errors = list(_moment_errors(order, now)) + list(_sum_errors(order))
    return errors or order


def _moment_errors(order: OrderIn, now: datetime) -> Iterable[FieldError]:
    if order.received_at is None:
        return
    if order.received_at > now + CLOCK_SLIP:
        yield FieldError("received_at", "in_future")
    elif order.received_at < EARLIEST:
        yield FieldError("received_at", "too_early", {"least": EARLIEST.date().isoformat()})


def _sum_errors(order: OrderIn) -> Iterable[FieldError]:
    sums = money.total(money.line_total(line.price, line.quantity, line.discount_percent) for line in order.lines)
    if sums > money.MOST:
        yield FieldError("lines", "too_much_money", {"most": str(money.MOST)})


_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "too_long": "too_many",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "string_type": "not_text",
    "int_type": "not_whole_number",
    "int_from_float": "not_whole_number",
    "finite_number": "not_number",
    "decimal_parsing": "not_number",
    "decimal_type": "not_number",
    "decimal_max_digits": "too_big",
    "decimal_max_places": "too_many_places",
    "decimal_whole_digits": "too_big",
    "timezone_aware": "no_zone",
    "literal_error": "unknown",
    "model_type": "not_object",
    "model_attributes_type": "not_object",
    "dict_type": "not_object",
    "tuple_type": "not_list",
}


def _errors(error: ValidationError) -> Iterable[FieldError]:
    """pydantic's findings as field errors with a path such as `lines.0.price`."""
    for found in error.errors(include_url=False, include_input=False)[:50]:
        place = ".".join(str(part)[:60] for part in found["loc"]) or "body"
        context = found.get("ctx", {})
        limit = next((context[name] for name in ("max_length", "le", "ge", "expected") if name in context), None)
        params = {} if limit is None else {"limit": str(limit), "allowed": str(limit)}
        yield FieldError(place, _code(found), params)


def _code(found: Any) -> str:
    kind: str = found["type"]
    if kind == "value_error":
        return str(found["ctx"]["error"])
    if kind.startswith(("datetime", "timezone")):
        return "no_zone" if kind == "timezone_aware" else "not_moment"
    return _CODES.get(kind, "invalid")
