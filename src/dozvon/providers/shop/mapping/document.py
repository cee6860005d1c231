"""The settings file of a mapping: TOML that says where an order's parts stand in what a shop sends.

    external_id = "order.id"
    client.phone = "billing.phone"
    lines[] = "items[]"
    lines[].sku = "article"

A path is written with points; `[]` behind a name stands for each element of a list, `[0]` for its first. The paths of
`lines[].…` begin at an element of the list that `lines[]` names. `lines[]` and its like are no keys of TOML as they
stand: they are read as if quoted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

ORDER_FIELDS: Final = (
    *("external_id", "updated_at", "received_at", "channel", "comment", "search_query"),
    *("client.name", "client.phone", "client.email", "client.city", "client.company"),
    *("utm.utm_source", "utm.utm_medium", "utm.utm_campaign", "utm.utm_content", "utm.utm_term"),
)
LINE_FIELDS: Final = ("sku", "name", "quantity", "price", "discount_percent")
OPTIONS: Final = ("token_header", "test", "zone")
"""What is no path: the header that carries the token, a field that marks a test, the zone of times that name none."""
MOST_STEPS: Final = 12

_KEY = re.compile(r"^(\s*)([A-Za-z_][\w.]*\[\](?:\.[\w.]+)?)(\s*=)", re.ASCII)
_STEP = re.compile(r"([^.\[\]]+)(\[(?:[0-9]{1,3})?\])?")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")


class BadMappingDocument(ValueError):
    """The file cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a key, and perhaps an element of the list found there; `every` stands for each of them."""

    key: str
    index: int | None = None
    every: bool = False


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A path with the line of the file it stands in."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class MappingDocument:
    """A file that was understood."""

    fields: Mapping[str, Mapped]
    lines: Mapped | None
    line_fields: Mapping[str, Mapped]
    token_header: str = ""
    test: Mapped | None = None
    zone: str = "UTC"


def parse(text: str) -> MappingDocument:
    """The mapping in the file. Raises BadMapping."""
    quoted = "\n".join(_KEY.sub(r'\1"\2"\3', line) for line in text.splitlines())
    try:
        found = dict(_flat(tomllib.loads(quoted)))
    except tomllib.TOMLDecodeError as error:
        raise BadMappingDocument(str(error)) from None
    numbers = {name: _line_of(text, name) for name in found}
    for name in found:
        if name not in ORDER_FIELDS and name not in OPTIONS and name != "lines[]" and not _is_line_field(name):
            allowed = ", ".join((*ORDER_FIELDS, "lines[]", *(f"lines[].{one}" for one in LINE_FIELDS), *OPTIONS))
            raise BadMappingDocument(f"line {numbers[name]}: {name!r} is not known; use one of {allowed}")
        if not isinstance(found[name], str):
            raise BadMappingDocument(f"line {numbers[name]}: {name} must be a text in quotation marks")
    paths = {name: Mapped(_path(found[name], numbers[name]), numbers[name]) for name in found if name not in OPTIONS}
    return _document(found, paths, numbers)


def _document(found: Mapping[str, str], paths: Mapping[str, Mapped], numbers: Mapping[str, int]) -> MappingDocument:
    for name in ("external_id", "client.phone"):
        if name not in paths and not (name == "client.phone" and "client.email" in paths):
            raise BadMappingDocument(f"{name} is missing: say where it stands")
    line_fields = {name.removeprefix("lines[]."): path for name, path in paths.items() if name.startswith("lines[].")}
    if line_fields and "lines[]" not in paths:
        raise BadMappingDocument(
            f"line {min(path.line for path in line_fields.values())}: lines[] must name the list first"
        )
    if "lines[]" in paths:
        *outer, last = paths["lines[]"].path
        if not last.every or any(step.every for step in outer):
            raise BadMappingDocument(f'line {paths["lines[]"].line}: lines[] must name a list, such as "items[]"')
        if "sku" not in line_fields and "name" not in line_fields:
            raise BadMappingDocument(f"line {paths['lines[]'].line}: lines[].sku or lines[].name is missing")
    for name, path in paths.items():
        if name != "lines[]" and any(step.every for step in path.path):
            raise BadMappingDocument(
                f"line {path.line}: {name} can be one value only; write [0] for the first of a list"
            )
    header = found.get("token_header", "")
    if header and not _HEADER.fullmatch(header):
        raise BadMappingDocument(f"line {numbers['token_header']}: {header!r} is no name of a header")
    test = found.get("test")
    return MappingDocument(
        fields={name: path for name, path in paths.items() if not name.startswith("lines[]")},
        lines=paths.get("lines[]"),
        line_fields=line_fields,
        token_header=header.lower(),
        test=None if test is None else Mapped(_path(test, numbers["test"]), numbers["test"]),
        zone=found.get("zone", "UTC"),
    )


def _is_line_field(name: str) -> bool:
    return name.startswith("lines[].") and name.removeprefix("lines[].") in LINE_FIELDS


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _line_of(text: str, name: str) -> int:
    """The line in which the name is given a value, by its last part where it stands in a table."""
    last = name.rsplit(".", 1)[-1]
    for wanted in (name, last):
        for number, line in enumerate(text.splitlines(), 1):
            if line.split("=", 1)[0].strip().strip("\"'") == wanted:
                return number
    return 0


def _path(text: str, line: int) -> Path:
    steps = []
    for part in text.split("."):
        match = _STEP.fullmatch(part.strip())
        if match is None:
            raise BadMappingDocument(
                f"line {line}: {text!r} is no path; write names with points between, such as billing.phone"
            )
        inside = match[2]
        steps.append(Step(match[1], int(inside[1:-1]) if inside and inside != "[]" else None, inside == "[]"))
    if len(steps) > MOST_STEPS:
        raise BadMappingDocument(f"line {line}: a path has at most {MOST_STEPS} steps")
    return tuple(steps)
