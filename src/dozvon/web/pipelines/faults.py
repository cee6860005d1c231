"""Mistakes of a draft: which page of the editor mends them, and beside which place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from dozvon.core.pipeline.mistake import Code, Mistake, MistakeSentence
from dozvon.core.pipeline.references import locate
from dozvon.pipelines.queries import newest_version
from dozvon.web.common.wording import text_of
from dozvon.web.pipelines.controls import Content, Control
from dozvon.web.pipelines.wording import PARTS, field_title

SECTION_OF = {"problems": "reasons", "lists": "reasons"}
Titles = Mapping[tuple[str, str], str]
_KNOWN = ("statuses", "matrix", "actions", "ladders", "queues", "tasks")


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake with its place in words, its path, and the address of the page that holds it."""

    place: str
    text: str
    path: str
    address: str


def faults(code: str, document: Content, found: Sequence[Mistake]) -> list[Fault]:
    """The mistakes of a draft, in the order they were found; what it lacks is named as the newest version names it."""
    if not found:
        return []
    newest = newest_version(code)
    titles = _titles(newest.document if newest else {}) | _titles(document)
    return [_fault(code, document, mistake, titles) for mistake in found]


def put_in_words(mistake: Mistake, titles: Titles = MappingProxyType({})) -> str:
    """What is wrong and how to mend it, in the language of now; parts by their titles, by codes where there is none."""
    return f"{_describe(mistake.message, titles)} — {_describe(mistake.mend, titles)}"


def _describe(text: str, titles: Titles) -> str:
    if not isinstance(text, MistakeSentence):
        return text
    template, params = gettext(text.template), dict(text.params)
    for name, code in text.params.items():
        if isinstance(code, Code) and any((code.section, one) in titles for one in code.split(", ")):
            params[name] = ", ".join(titles.get((code.section, one), one) for one in code.split(", "))
            template = template.replace(f"`{{{name}}}`", f"«{{{name}}}»")
    return template.format(**params) if params else template


def _titles(document: Content) -> dict[tuple[str, str], str]:
    """(section, code) → title, of the parts that have one."""
    found = {}
    for section in PARTS:
        for part in document.get(section) or []:
            title = text_of(part.get("title"))
            if title and part.get("code"):
                found[section, part["code"]] = title
    return found


def _fault(code: str, document: Content, mistake: Mistake, titles: Titles) -> Fault:
    path = locate(mistake.place, document)
    section, query = section_of(path), ""
    if section == "actions" and len(path) > 1:
        query = f"?part={path[1]}"
    name = ".".join(str(key) for key in path)
    address = f"{reverse('pipeline-section', args=[code, section])}{query}#c-{name}"
    return Fault(_place(document, path), put_in_words(mistake, titles), name, address)


def section_of(path: tuple[str | int, ...]) -> str:
    """The page of the editor on which the path stands."""
    first = str(path[0]) if path else ""
    return SECTION_OF.get(first, first if first in _KNOWN else "general")


def _place(document: Content, path: tuple[str | int, ...]) -> str:
    """«Status «New»: Level»."""
    named: list[str] = []
    content: Any = document
    keys, tail = [str(key) for key in path], ""
    for number, key in enumerate(path):
        content = _inside(content, key)
        tail = "" if isinstance(key, int) else ".".join(keys)
        if isinstance(key, int) and isinstance(content, dict):
            title = text_of(content.get("title")) or content.get("code") or str(key + 1)
            named.append(f"{PARTS.get(keys[number - 1], field_title(keys[number - 1]))} «{title}»")
    return ": ".join(filter(None, (", ".join(named), field_title(tail) if tail else "")))


def _inside(content: Any, key: str | int) -> Any:
    if isinstance(content, list) and isinstance(key, int):
        return content[key]
    return content.get(key, {}) if isinstance(content, dict) and isinstance(key, str) else {}


def settle(controls: Iterable[Control], found: Iterable[Fault]) -> None:
    """Puts each mistake beside the place whose name is the longest beginning of its path."""
    places = {control.name: control for control in _all(controls)}
    for fault in found:
        keys = fault.path.split(".")
        names = (".".join(keys[:length]) for length in range(len(keys), 0, -1))
        place = next((places[name] for name in names if name in places), None)
        if place is not None:
            place.error = f"{place.error} {fault.text}".strip()


def _all(controls: Iterable[Control]) -> Iterable[Control]:
    for control in controls:
        yield control
        yield from _all(control.inner)
