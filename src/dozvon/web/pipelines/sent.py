"""A form of the editor read back into the draft's document. What cannot be right is kept as typed, to be mended."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.references import part_model, rename
from dozvon.web.pipelines.controls import UNITS, Content, Control

CODED = ("statuses", "tasks", "problems", "lists", "ladders")


def read(controls: Iterable[Control], sent: QueryDict, document: Content) -> Content:
    """The document with what was sent for these places; codes that were changed are followed."""
    changed = deepcopy(document)
    for control in _leaves(controls):
        if control.name in sent or f"{control.name}.count" in sent:
            _put(changed, control.name.split("."), _value(control, sent))
    for section in CODED:
        for before, after in zip(document.get(section, []), changed.get(section, []), strict=True):
            old, new = before.get("code"), after.get("code")
            if old and new and old != new and old not in {item.get("code") for item in changed[section]}:
                rename(changed, section, old, new)
    prune(Pipeline, changed)
    return changed


def _leaves(controls: Iterable[Control]) -> Iterable[Control]:
    for control in controls:
        if control.inner:
            yield from _leaves(control.inner)
        else:
            yield control


def _value(control: Control, sent: QueryDict) -> Any:
    """What was sent for the place; None where it was left empty."""
    name = control.name
    if control.kind == "flag":
        return "1" in sent.getlist(name)
    if control.kind == "codes":
        chosen = _codes(control, sent.getlist(name))
        return chosen if chosen or not control.empty else None
    if control.kind in ("delay", "steps"):
        pairs = zip(sent.getlist(f"{name}.count"), sent.getlist(f"{name}.unit"), strict=False)
        delays = [_delay(count.strip(), unit) for count, unit in pairs if count.strip()]
        return delays if control.kind == "steps" else next(iter(delays), None)
    text = sent.get(name, "").strip()
    if control.kind == "tri":
        return {"1": True, "0": False}.get(text)
    if control.kind == "number":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text or None
    return text if text or not control.optional else None


def _codes(control: Control, chosen: list[str]) -> list[str]:
    """The chosen codes: those that stood there in their order, then the new ones."""
    wanted = {code for code in chosen if code}
    kept = [code for code in control.value or [] if code in wanted]
    return kept + [code for code, _ in control.options if code in wanted and code not in kept]


def _delay(count: str, unit: str) -> str:
    return f"{int(count)}{unit}" if count.isascii() and count.isdigit() and unit in UNITS else count


def _put(content: Any, path: list[str], value: Any) -> None:
    """Sets, or for None removes, what stands at the path."""
    for key in path[:-1]:
        content = content[int(key)] if isinstance(content, list) else content.setdefault(key, {})
    if value is None:
        content.pop(path[-1], None)
    else:
        content[path[-1]] = value


def prune(model: type[BaseModel], content: Content) -> None:
    """Takes out tables in which nothing was filled in, where the document does without them."""
    for key in [key for key in content if key in model.model_fields]:
        info, value = model.model_fields[key], content[key]
        inner = part_model(info.annotation)
        if inner is None:
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                prune(inner, item)
        if isinstance(value, dict) and not info.is_required() and not any(map(_is_given, value.values())):
            del content[key]


def _is_given(value: object) -> bool:
    return value is not False and value not in ("", None, [], {})  # 0 is given
