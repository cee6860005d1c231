"""The form of a document, made from its models: what is shown, named by its path, and read back from what was sent."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from django.utils.translation import gettext
from pydantic import BaseModel

from dozvon.core import durations
from dozvon.core.pipeline.action import Choice
from dozvon.core.pipeline.parts import Wording
from dozvon.core.pipeline.references import REFERENCES, part_model
from dozvon.core.roles import Role
from dozvon.platform.wording import flag_title
from dozvon.web.common.wording import ROLES, text_of
from dozvon.web.pipelines.wording import CHOICES, PARTS, field_title, help_of

LANGUAGES: Final = ("ru", "uk", "en")
UNITS: Final = {"d": 1440, "h": 60, "m": 1}
FIRST: Final = ("code", "title", "hint", "key", "sources", "roles", "call", "outcome", "to", "task")
"""These fields stand first, in this order."""
Content = dict[str, Any]
Options = Sequence[tuple[str, str]]
Kind = Literal[
    "text", "number", "flag", "tri", "choice", "codes", "delay", "steps", "wording", "group", "parts", "part"
]


@dataclass(slots=True)
class Control:
    """A place of the form. `name` is the path in the document; `inner` are the places inside it.

    `value` is what stands there as it is shown: for a delay a number and its unit, for steps a list of these.
    `empty` is what choosing nothing means.
    """

    name: str
    kind: Kind
    label: str
    value: Any = None
    options: Options = ()
    help: str = ""
    optional: bool = False
    inner: list[Control] = field(default_factory=list)
    error: str = ""
    empty: str = ""
    is_repeated: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether a mistake stands here or inside."""
        return bool(self.error) or any(control.is_wrong for control in self.inner)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be chosen: codes with titles by section."""

    sections: Mapping[str, Options]

    def of(self, model: str, key: str) -> Options | None:
        """The codes that may stand in that field."""
        section = REFERENCES.get((model, key))
        return None if section is None else self.sections[section]


def known_in(document: Mapping[str, Any]) -> Known:
    """The codes of a draft with their titles."""
    found = {}
    for section in ("statuses", "tasks", "problems", "lists", "ladders"):
        parts = [item for item in document.get(section, []) if item.get("code")]
        found[section] = [(item["code"], text_of(item.get("title")) or item["code"]) for item in parts]
    return Known(found)


def controls_of(
    model: type[BaseModel], content: Mapping[str, Any] | None, name: str, known: Known, may_lack: bool = False
) -> list[Control]:
    """The places of one table; `name` is its path, empty for the whole document.

    With `may_lack` the table may be left out: then nothing stands in its places, not even what is meant by itself.
    """
    keys = sorted(model.model_fields, key=lambda key: FIRST.index(key) if key in FIRST else len(FIRST))
    made = [control_of(model, key, (content or {}).get(key), f"{name}.{key}", known) for key in keys]
    if may_lack and content is None:
        for control in made:
            control.optional = True
            control.value = None if control.kind == "choice" else control.value
    return made


def control_of(model: type[BaseModel], key: str, value: Any, name: str, known: Known) -> Control:
    """One field of a table; `name` is its path."""
    info = model.model_fields[key]
    annotation, may_lack = _bare(info.annotation)
    made = Control(name, "text", field_title(name), help=help_of(name), optional=may_lack or not info.is_required())
    if may_lack and model is Choice:
        made.empty = gettext("as the button says")
    inner = part_model(annotation)
    if inner is Wording:
        _wording(made, value)
    elif inner is not None and typing.get_origin(annotation) is tuple:
        made.kind, made.value, made.options = "parts", key, [(key, str(PARTS.get(key, key)))]
        made.inner = [part_of(inner, key, item, f"{name}.{n}", known) for n, item in enumerate(value or [])]
        for part in made.inner[1:]:
            _hush(part)
    elif inner is not None:
        made.kind, made.inner = "group", controls_of(inner, value, name, known, may_lack)
        for control in made.inner:
            control.empty = made.empty or control.empty
    else:
        _leaf(made, model, key, annotation, value, known, may_lack)
    return made


def part_of(model: type[BaseModel], section: str, content: Content, name: str, known: Known) -> Control:
    """A part with a code, such as one status."""
    title = text_of(content.get("title")) or content.get("code") or str(int(name.rpartition(".")[2]) + 1)
    made = Control(name, "part", str(PARTS.get(section, section)), value=title)
    made.inner = controls_of(model, content, name, _with_fields(content, known))
    return made


def _hush(control: Control) -> None:
    """What was explained at the first of several like parts is only read aloud at the others."""
    control.is_repeated = True
    for inner in control.inner:
        _hush(inner)


def _with_fields(content: Content, known: Known) -> Known:
    """Inside an action its own fields may time the task."""
    own = [(item.get("code", ""), text_of(item.get("title"))) for item in content.get("fields") or []]
    before = known.sections.get("moments") or [("call_back_at", field_title("call_back_at"))]
    return Known({**known.sections, "moments": [*before, *own]})


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `| None` and what stands in Annotated, and whether it had the former."""
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        given = [item for item in typing.get_args(annotation) if item is not type(None)]
        return _bare(given[0])[0], True
    return annotation, False


def _wording(made: Control, value: Any) -> None:
    made.kind = "wording"
    texts = value if isinstance(value, dict) else {}
    made.inner = [
        Control(f"{made.name}.{code}", "text", field_title(code), value=texts.get(code, ""), optional=made.optional)
        for code in LANGUAGES
    ]


def _leaf(
    made: Control, model: type[BaseModel], key: str, annotation: Any, value: Any, known: Known, optional: bool
) -> None:
    is_list = typing.get_origin(annotation) is tuple
    bare = _bare(typing.get_args(annotation)[0])[0] if is_list else annotation
    made.value = value
    options = _options(model, key, bare, known)
    if bare is timedelta:
        made.kind, made.value = ("steps", [split(one) for one in value or []]) if is_list else ("delay", split(value))
    elif bare is bool:
        made.kind, made.value = "tri" if optional else "flag", _given(model, key, value)
    elif options is not None:
        made.kind, made.options = "codes" if is_list else "choice", options
        made.value = _given(model, key, value)
    elif bare is int:
        made.kind = "number"


def _given(model: type[BaseModel], key: str, value: Any) -> Any:
    """The value, or what is meant where there is none."""
    info = model.model_fields[key]
    return value if value is not None or info.is_required() else info.default


def _options(model: type[BaseModel], key: str, bare: Any, known: Known) -> Options | None:
    if model.__name__ == "When" and key == "field":
        return known.sections.get("moments", [("call_back_at", field_title("call_back_at"))])
    found = known.of(model.__name__, key)
    if found is not None:
        return found
    if typing.get_origin(bare) is Literal:
        return [(word, flag_title(word) if key == "cures" else str(CHOICES[word])) for word in typing.get_args(bare)]
    if bare is Role:
        return [(role.value, str(title)) for role, title in ROLES.items()]
    return None


def split(delay: Any) -> tuple[str, str]:
    """A written delay as a number and the largest unit that gives a whole one; what is no delay stays as it is."""
    text = str(delay or "")
    try:
        minutes = int(durations.parse(text).total_seconds() // 60)
    except durations.BadDuration:
        return text, "m"
    unit = next(unit for unit, length in UNITS.items() if minutes % length == 0 and (minutes or unit == "m"))
    return str(minutes // UNITS[unit]), unit
