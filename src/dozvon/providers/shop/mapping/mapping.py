"""A body read by a mapping: JSON or a form, with errors that name the line of the mapping. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import orjson

from dozvon.core import amounts, money
from dozvon.core.errors import FieldError
from dozvon.intake.ports import ShopOrder, UnreadableOrder
from dozvon.providers.shop.mapping.document import Mapped, MappingDocument, Path, Step

FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 2000
_NESTED = re.compile(r"\[([^\[\]]*)\]")
_LIMITS: Final = {
    "external_id": 120,
    "channel": 40,
    "comment": 4000,
    "search_query": 500,
    "client.name": 300,
    "client.phone": 60,
    "client.email": 254,
    "client.city": 200,
    "client.company": 300,
}


def content_of(body: bytes, content_type: str) -> object:
    """What stands in the body, a form's nested names (`payment[products][0][name]`) as objects and lists.

    A form's field that is JSON itself is read as such. Raises UnreadableOrder.
    """
    if content_type.split(";")[0].strip().lower() == FORM:
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            raise UnreadableOrder([FieldError("body", "not_form")]) from None
        return _form(pairs)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        place = {"line": str(error.lineno), "column": str(error.colno)}
        raise UnreadableOrder([FieldError("body", "not_json", place)]) from None


def read_order(content: object, mapping: MappingDocument) -> ShopOrder:
    """The order. Raises UnreadableOrder; each error is of the field of ours and names the mapping's line."""
    errors: list[FieldError] = []
    found: dict[str, Any] = {}
    for name, mapped in mapping.fields.items():
        value = _value(name, _at(content, mapped.path), mapped, mapping, errors)
        if value is not None:
            found[name] = value
    if "external_id" not in found and not errors:
        errors.append(_wrong("external_id", mapping.fields["external_id"], "mapped_missing"))
    lines = list(_lines(content, mapping, errors))
    if errors:
        raise UnreadableOrder(errors)
    body: dict[str, Any] = {"channel": "site", "lines": lines}
    for name, value in found.items():
        group, _, inner = name.partition(".")
        if inner:
            body.setdefault(group, {})[inner] = value
        elif name != "updated_at":
            body[name] = value
    updated = found.get("updated_at")
    return ShopOrder(found["external_id"], body, datetime.fromisoformat(updated) if updated else None)


def is_test(content: object, mapping: MappingDocument) -> bool:
    """Whether the shop only tries the address: the field that marks a test is there and is not empty or false."""
    return mapping.test is not None and bool(_at(content, mapping.test.path))


def _value(name: str, value: object, mapped: Mapped, mapping: MappingDocument, errors: list[FieldError]) -> Any:
    """The value as the intake takes it; None where there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, dict | list | bool):
        errors.append(_wrong(name, mapped, "mapped_not_value"))
        return None
    if name in ("received_at", "updated_at"):
        moment = _moment(value, mapping.zone)
        if moment is None:
            errors.append(_wrong(name, mapped, "mapped_not_moment", value))
        return moment
    return str(value).strip()[: _LIMITS.get(name, 500)] or None


def _lines(content: object, mapping: MappingDocument, errors: list[FieldError]) -> Iterator[dict[str, Any]]:
    if mapping.lines is None:
        return
    *outer, last = mapping.lines.path
    items = _at(_at(content, tuple(outer)), (Step(last.key),))
    if isinstance(items, dict):  # a form's list with gaps in its numbers, or one object in place of a list
        items = list(items.values()) if all(key.isdigit() for key in items) else [items]
    if items is not None and not isinstance(items, list):
        errors.append(_wrong("lines[]", mapping.lines, "mapped_not_list"))
        return
    for place, item in enumerate(items or ()):
        yield _line(item, f"lines.{place}", mapping, errors)


def _line(item: object, place: str, mapping: MappingDocument, errors: list[FieldError]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, mapped in mapping.line_fields.items():
        value = _at(item, mapped.path)
        if value is None or value == "":
            continue
        field = f"{place}.{name}"
        if isinstance(value, dict | list | bool):
            errors.append(_wrong(field, mapped, "mapped_not_value"))
        elif name in ("sku", "name"):
            found[name] = str(value).strip()[: 64 if name == "sku" else 200]
        else:
            number = amounts.decimal(str(value))
            if number is None or number < 0 or (name == "quantity" and number != int(number)):
                errors.append(_wrong(field, mapped, "mapped_not_number", value))
            elif name == "quantity":
                found[name] = int(number)
            else:
                found[name] = str(money.rounded(number) if name == "price" else number)
    found.setdefault("sku", found.get("name", "")[:64])
    if not found["sku"]:
        errors.append(_wrong(f"{place}.sku", next(iter(mapping.line_fields.values())), "mapped_missing"))
    return found


def _wrong(field: str, mapped: Mapped, code: str, value: object = None) -> FieldError:
    params = {"line": str(mapped.line), "path": _written(mapped.path)}
    return FieldError(field, code, params if value is None else params | {"value": str(value)[:60]})


def _written(path: Path) -> str:
    return ".".join(
        step.key + ("[]" if step.every else "" if step.index is None else f"[{step.index}]") for step in path
    )


def _at(content: object, path: Path) -> Any:
    """What stands at the path; None where it leads nowhere."""
    for step in path:
        if isinstance(content, str) and content[:1] in "{[":
            content = _json_within(content)
        if not isinstance(content, dict) or step.key not in content:
            return None
        content = content[step.key]
        if step.index is not None:
            if isinstance(content, str):
                content = _json_within(content)
            if not isinstance(content, list) or step.index >= len(content):
                return None
            content = content[step.index]
    return content


def _json_within(text: str) -> object:
    """A field of a form may hold JSON (Tilda's `payment`)."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _form(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        head, *inner = [name.split("[")[0], *_NESTED.findall(name)]
        _put(found, [head, *inner][:12], value)
    return {name: _listed(value) for name, value in found.items()}


def _put(found: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        inner = found.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        found = inner
    found[keys[-1] if keys[-1] else str(len(found))] = value


def _listed(value: Any) -> Any:
    """Objects whose keys are 0, 1, 2 … as the lists they stand for."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(one) for key, one in value.items()}
    return list(inner.values()) if inner and list(inner) == [str(number) for number in range(len(inner))] else inner


def _moment(value: object, zone: str) -> str | None:
    """ISO 8601, or seconds since 1970; a time without a zone is of the mapping's zone."""
    if isinstance(value, int | float | Decimal) or (str(value).isascii() and str(value).isdigit()):
        seconds = float(str(value))
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return datetime.fromtimestamp(seconds, UTC).isoformat() if 0 < seconds < 4e9 else None
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).isoformat()
