"""What differs between two documents of a pipeline, part by part: added, removed, changed, put in another order.

Only finds; the words are made at the edge. Parts are known again by their codes, steps of ladders and quick answers by
their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dozvon.core.pipeline.document import Pipeline

What = Literal["added", "removed", "changed", "order"]
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A part of the document on the way to what differs: `ladders`, `busy`, and its title where it has one."""

    section: str
    code: str
    title: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `field` is the key inside the last of `where`, with dots and numbers from 1: `steps.2`.

    `before` and `after` are values as JSON holds them, None where there was or is none. Of a whole part that came
    or went `field` is empty.
    """

    where: tuple[ChangedPart, ...]
    field: str
    what: What
    before: Any = None
    after: Any = None


def differences(old: Pipeline, new: Pipeline) -> list[Difference]:
    """Everything that differs, in the order of the new document; empty exactly when the two say the same."""
    return list(_tables(old.model_dump(mode="json"), new.model_dump(mode="json"), (), ""))


def _tables(old: Content, new: Content, where: tuple[ChangedPart, ...], field: str) -> Iterator[Difference]:
    for key in new:
        yield from _values(old.get(key), new[key], where, f"{field}.{key}" if field else key)


def _values(old: Any, new: Any, where: tuple[ChangedPart, ...], field: str) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _tables(old, new, where, field)
    elif isinstance(old, list) and isinstance(new, list) and _are_parts([*old, *new]):
        yield from _parts(old, new, where, field)
    elif isinstance(old, list) and isinstance(new, list) and (field == "steps" or _are_tables([*old, *new])):
        yield from _numbered(old, new, where, field)
    else:
        yield Difference(where, field, "changed", old, new)


def _are_parts(items: Sequence[Any]) -> bool:
    return all(isinstance(item, dict) and "code" in item for item in items)


def _are_tables(items: Sequence[Any]) -> bool:
    return all(isinstance(item, dict) for item in items)


def _parts(
    old: list[Content], new: list[Content], where: tuple[ChangedPart, ...], section: str
) -> Iterator[Difference]:
    before, after = {item["code"]: item for item in old}, {item["code"]: item for item in new}
    for code, item in after.items():
        part = (*where, ChangedPart(section, code, item.get("title")))
        if code in before:
            yield from _tables(before[code], item, part, "")
        else:
            yield Difference(part, "", "added", after=item)
    for code, item in before.items():
        if code not in after:
            yield Difference((*where, ChangedPart(section, code, item.get("title"))), "", "removed", before=item)
    kept_before = [code for code in before if code in after]
    kept_after = [code for code in after if code in before]
    if kept_before != kept_after:
        yield Difference(where, section, "order", kept_before, kept_after)


def _numbered(old: list[Any], new: list[Any], where: tuple[ChangedPart, ...], field: str) -> Iterator[Difference]:
    for number in range(max(len(old), len(new))):
        before = old[number] if number < len(old) else None
        after = new[number] if number < len(new) else None
        place = f"{field}.{number + 1}"
        if before is None or after is None:
            yield Difference(where, place, "added" if before is None else "removed", before, after)
        else:
            yield from _values(before, after, where, place)
