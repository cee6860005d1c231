"""Where the parts of a document name one another by code, so that a rename or a removal can follow.

Works on plain content, as a draft holds it: it may have mistakes.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from dozvon.core.pipeline.document import Pipeline

Content = dict[str, Any]

REFERENCES: Final[dict[tuple[str, str], str]] = {
    ("Arrival", "status"): "statuses",
    ("Variant", "to"): "statuses",
    ("Action", "to"): "statuses",
    ("Action", "sources"): "statuses",
    ("Choice", "to"): "statuses",
    ("LadderEnd", "status"): "statuses",
    ("Case", "statuses"): "statuses",
    ("Case", "tasks"): "tasks",
    ("Case", "to"): "statuses",
    ("MatrixCell", "source"): "statuses",
    ("MatrixCell", "to"): "statuses",
    ("Where", "statuses"): "statuses",
    ("Ageing", "statuses"): "statuses",
    ("TaskRule", "kind"): "tasks",
    ("Ageing", "task"): "tasks",
    ("ProblemRule", "value"): "problems",
    ("Shortcut", "problem"): "problems",
    ("ProblemList", "problems"): "problems",
    ("LadderEnd", "problem"): "problems",
    ("ProblemRule", "list"): "lists",
    ("When", "ladder"): "ladders",
}
"""(model, field) → the section whose codes stand there."""


def part_model(annotation: Any) -> type[BaseModel] | None:
    """The model in an annotation such as `tuple[Status, ...]` or `TaskRule | None`, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (part_model(inner) for inner in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)


def _holders(model: type[BaseModel], content: Any) -> Iterator[tuple[str, Content]]:
    """Every table of the content with the name of its model."""
    if isinstance(content, list):
        for item in content:
            yield from _holders(model, item)
    elif isinstance(content, dict):
        yield model.__name__, content
        for key, value in content.items():
            inner = part_model(model.model_fields[key].annotation) if key in model.model_fields else None
            if inner is not None:
                yield from _holders(inner, value)


def rename(content: Content, section: str, old: str, new: str) -> None:
    """Wherever `old` of that section is named, `new` stands then."""
    for model, table in _holders(Pipeline, content):
        for (name, field), named in REFERENCES.items():
            if name != model or named != section or field not in table:
                continue
            value = table[field]
            if isinstance(value, list):
                table[field] = [new if code == old else code for code in value]
            elif value == old:
                table[field] = new


def forget(content: Content, section: str, code: str) -> None:
    """Takes the code out of every list, and the allowed moves with it; where it stood alone it is left to be mended."""
    for model, table in _holders(Pipeline, content):
        for (name, field), named in REFERENCES.items():
            if name == model and named == section and isinstance(table.get(field), list):
                table[field] = [other for other in table[field] if other != code]
    if section == "statuses" and "matrix" in content:
        content["matrix"] = [move for move in content["matrix"] if code not in (move.get("source"), move.get("to"))]


def locate(place: str, content: Any) -> tuple[str | int, ...]:
    """The place of a mistake, which names parts by code, as keys and numbers from 0; as far as it can be followed."""
    found: list[str | int] = []
    for part in place.split("."):
        if isinstance(content, list):
            number = _number(part, content)
            if number is None:
                break
            found.append(number)
            content = content[number]
        else:
            found.append(part)
            content = content.get(part) if isinstance(content, dict) else None
    return tuple(found)


def _number(part: str, items: list[Any]) -> int | None:
    if part.startswith("#") and part[1:].isdigit():
        return int(part[1:]) - 1 if 0 < int(part[1:]) <= len(items) else None
    codes = (number for number, item in enumerate(items) if isinstance(item, dict) and item.get("code") == part)
    return next(codes, None)
