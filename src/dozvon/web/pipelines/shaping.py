"""Parts added, removed and moved in a draft."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from dozvon.core.pipeline.references import forget
from dozvon.web.common.wording import text_of
from dozvon.web.pipelines.controls import Content
from dozvon.web.pipelines.sent import CODED
from dozvon.web.pipelines.values import span

_BLANK: Final = {"ru": "", "uk": "", "en": ""}
NEW: Final[dict[str, Content]] = {
    "statuses": {"title": _BLANK, "kind": "open"},
    "tasks": {"title": _BLANK},
    "problems": {"title": _BLANK},
    "lists": {"problems": []},
    "ladders": {"steps": ["1h"]},
    "queues": {"title": _BLANK, "where": {"statuses": []}, "order": "due"},
    "actions": {"title": _BLANK, "sources": [], "to": ""},
    "choices": {"title": _BLANK},
    "fields": {"title": _BLANK, "type": "text"},
    "shortcuts": {"title": _BLANK, "when": "in 1 hour"},
    "cases": {"statuses": []},
    "say": {"when": "total", "text": _BLANK},
}
"""What a new part begins as, without its code."""
_PREFIX: Final = {
    "statuses": "status",
    "tasks": "task",
    "problems": "reason",
    "lists": "list",
    "ladders": "ladder",
    "queues": "tab",
    "actions": "button",
    "choices": "item",
    "fields": "field",
}


class UnknownEdit(Exception):
    """There is no such deed, or no such part."""


def edit_parts(document: Content, deed: str) -> tuple[Content, str]:
    """The document after `add:statuses`, `remove:statuses.3`, `up:queues.2` or `down:…`, and the path to look at.

    Raises UnknownEdit.
    """
    verb, _, path = deed.partition(":")
    changed, keys = deepcopy(document), path.split(".")
    try:
        if verb == "add":
            return changed, _add(changed, keys)
        if verb in ("remove", "up", "down"):
            items, number = _part(changed, keys)
            return changed, _remove(changed, items, keys) if verb == "remove" else _move(items, number, verb, keys)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise UnknownEdit(deed) from error
    raise UnknownEdit(deed)


def removed_by(document: Content, deed: str) -> str:
    """The name of the part that the deed takes out of the document; empty for a deed that takes none."""
    verb, _, path = deed.partition(":")
    if verb != "remove":
        return ""
    gone = _at(document, path.split("."))
    return text_of(gone.get("title")) or gone.get("code") or path if isinstance(gone, dict) else span(gone)


def _add(document: Content, keys: list[str]) -> str:
    holder = _at(document, keys[:-1])
    items = holder.setdefault(keys[-1], [])
    if keys[-1] == "steps":
        items.append(items[-1] if items else "1h")
    elif keys[-1] not in _PREFIX:
        items.append(deepcopy(NEW[keys[-1]]))
    else:
        items.append({"code": _fresh(keys[-1], items), **deepcopy(NEW[keys[-1]])})
    return ".".join([*keys, str(len(items) - 1)])


def _fresh(section: str, items: list[Content]) -> str:
    taken, number = {item.get("code") for item in items}, len(items) + 1
    while f"{_PREFIX[section]}_{number}" in taken:
        number += 1
    return f"{_PREFIX[section]}_{number}"


def _remove(document: Content, items: list[Any], keys: list[str]) -> str:
    gone = items.pop(int(keys[-1]))
    if len(keys) == 2 and keys[0] in CODED and gone.get("code") not in {item.get("code") for item in items}:
        forget(document, keys[0], gone.get("code", ""))
    return ".".join(keys[:-1])


def _move(items: list[Any], number: int, verb: str, keys: list[str]) -> str:
    target = number + (-1 if verb == "up" else 1)
    if not 0 <= target < len(items):
        raise UnknownEdit(verb)
    items[number], items[target] = items[target], items[number]
    return ".".join([*keys[:-1], str(target)])


def _part(document: Content, keys: list[str]) -> tuple[list[Any], int]:
    items, number = _at(document, keys[:-1]), int(keys[-1])
    if not isinstance(items, list) or not 0 <= number < len(items) or keys[-2] not in (*NEW, "steps"):
        raise UnknownEdit(".".join(keys))
    return items, number


def _at(document: Any, keys: list[str]) -> Any:
    for key in keys:
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document
