"""What events are made of: one dataclass per kind, declared by the capability that records it.

Each field of a body says what an erasure of the client does with it: `Annotated[int, KEPT]` stays, for the figures and
the order of what happened are made of it; `Annotated[str, WORDS]` may hold a client's words and is taken out. A third
argument says what the field means. A field of a TypedDict with such fields of its own is kept in part.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    NotRequired,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import orjson


class AfterErasure(enum.Enum):
    """What an erasure does with a field of a body."""

    KEPT = "kept"
    WORDS = "taken out"
    IN_PART = "in part"


KEPT: Final = AfterErasure.KEPT
WORDS: Final = AfterErasure.WORDS


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event tells of: a shop, an order, a client."""

    shop_id: int | None = None
    order_id: int | None = None
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written. Each kind is a subclass; its own fields are the body.

    A field with a default is left out of the body while it holds it. An underscore behind a name (`from_`) is not
    written.
    """

    kind: ClassVar[str]
    subject: Subject

    def body(self) -> dict[str, Any]:
        """The body as it is kept; moments and amounts are still Python's own."""
        found = {}
        for attribute, name, default in _written(type(self)):
            value = getattr(self, attribute)
            if value is not default:
                found[name] = value
        return found


def document(body: Mapping[str, Any]) -> str:
    """The body as JSON: moments in ISO 8601, amounts as texts."""
    return orjson.dumps(body, default=str).decode()


_known: dict[type[NewEvent], tuple[tuple[str, str, Any], ...]] = {}


def _written(kind: type[NewEvent]) -> tuple[tuple[str, str, Any], ...]:
    """Attribute, name in the body and default (MISSING where it must be given) of each field of the body."""
    if kind not in _known:
        own = [one for one in fields(kind) if one.name != "subject"]
        _known[kind] = tuple((one.name, one.name.rstrip("_"), one.default) for one in own)
    return _known[kind]


@dataclass(frozen=True, slots=True)
class BodyField:
    """A field of a body: `path` is `name` or, within an object kept in part, `object.name`."""

    path: str
    type: Any
    after_erasure: AfterErasure
    meaning: str
    optional: bool


def body_fields(kind: type[NewEvent]) -> list[BodyField]:
    """The fields of the kind's body with those of objects that are kept in part. Raises TypeError for an unmarked."""
    hints = get_type_hints(kind, include_extras=True)
    found: list[BodyField] = []
    for attribute, name, default in _written(kind):
        found += _read(f"{kind.__name__}.{attribute}", name, hints[attribute], default is not MISSING)
    return found


def _read(place: str, path: str, hint: Any, optional: bool) -> Iterator[BodyField]:
    if get_origin(hint) is NotRequired:
        optional, hint = True, get_args(hint)[0]
    if get_origin(hint) is Annotated:
        meant, *marks = get_args(hint)
        erasure = next((mark for mark in marks if isinstance(mark, AfterErasure)), None)
        if erasure is not None:
            meaning = next((mark for mark in marks if isinstance(mark, str)), "")
            yield BodyField(path, meant, erasure, meaning, optional)
            return
        hint = meant
    if not is_typeddict(hint):
        raise TypeError(f"{place} does not say whether an erasure keeps it")
    yield BodyField(path, hint, AfterErasure.IN_PART, "", optional)
    for name, inner in get_type_hints(hint, include_extras=True).items():
        yield from _read(f"{place}.{name}", f"{path}.{name}", inner, not hint.__total__)


def type_name(hint: Any) -> str:
    """A type in the words of the reference: `text or null`."""
    if isinstance(hint, types.UnionType):
        return " or ".join(type_name(part) for part in get_args(hint))
    if get_origin(hint) is list:
        return f"list of {type_name(get_args(hint)[0])}s"
    if is_typeddict(hint):
        return str(hint.__doc__ or hint.__name__).partition("\n")[0].rstrip(".").lower()
    return _TYPE_NAMES[get_origin(hint) or hint]


_TYPE_NAMES: Final[dict[Any, str]] = {
    int: "number",
    str: "text",
    dict: "object",
    datetime: "moment",
    Decimal: "amount",
    types.NoneType: "null",
}
