"""What an operator typed into an action's form, and the same as the rules want it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import get_language, gettext

from dozvon.core.errors import FieldError, Refusal
from dozvon.core.fields import read_typed
from dozvon.core.hours import zone_info
from dozvon.core.moments import NotUnderstood, read
from dozvon.core.pipeline.action import Action, ActionField
from dozvon.core.pipeline.facts import Form
from dozvon.core.pipeline.forms import field_of
from dozvon.platform.wording import sentence
from dozvon.web.common.moments import not_understood

OWN = "own."
"""Before the names of an action's own fields: a pipeline may call a field as it likes."""
WORDS = ".words"
"""After the name of a moment: the same in an operator's words, which count where both are filled in."""


@dataclass(frozen=True, slots=True)
class TypedAction:
    """The form as it was typed: kept as it is when something in it is wrong."""

    choice: str = ""
    problem: str = ""
    comment: str = ""
    call_back_at: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    """Moments in words, by the code of their field."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Now, and the zones by which typed times are read."""

    now: datetime
    shop: str
    client: str


def read_action(sent: Mapping[str, str], button: Action) -> TypedAction:
    """What was sent for this action; a shortcut of it fills in what it says."""
    asked = own_fields(button)
    moments = ["call_back_at", *(code for code, item in asked.items() if item.type == "moment")]
    names = {code: code if code == "call_back_at" else OWN + code for code in moments}
    typed = TypedAction(
        choice=sent.get("choice", ""),
        problem=sent.get("problem", ""),
        comment=sent.get("comment", "").replace("\r\n", "\n"),
        call_back_at=sent.get("call_back_at", "").strip(),
        own={code: sent.get(OWN + code, "").strip() for code in asked},
        version=version_of(sent),
        words={code: sent.get(name + WORDS, "").strip() for code, name in names.items()},
    )
    return _shortened(typed, button, sent.get("shortcut", ""))


def _shortened(typed: TypedAction, button: Action, place: str) -> TypedAction:
    """The whole answer of a shortcut, by its place from 1; a comment that was typed stays."""
    shortcut = next((item for number, item in enumerate(button.shortcuts, 1) if str(number) == place), None)
    if shortcut is None:
        return typed
    said = (shortcut.comment or shortcut.title).text(get_language() or "ru")
    return replace(
        typed,
        problem=shortcut.problem or "",
        comment=typed.comment if typed.comment.strip() else said,
        call_back_at="",
        words={**typed.words, "call_back_at": shortcut.when},
    )


def version_of(sent: Mapping[str, str], name: str = "version") -> int | None:
    """The version of the order the form was made for; by "since", the one it was typed for."""
    version = sent.get(name, "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def own_fields(button: Action) -> dict[str, ActionField]:
    """The action's own fields, of all items of its menu."""
    return {item.code: item for variant in button.variants.values() for item in variant.fields}


def form_of(typed: TypedAction, button: Action, clocks: Clocks) -> Form | dict[str, str]:
    """The form for the rules. Field -> sentence where a time cannot be read."""
    errors: dict[str, str] = {}
    moments: dict[str, datetime | str] = {}
    texts = {"call_back_at": typed.call_back_at} | {
        code: typed.own[code] for code, item in own_fields(button).items() if item.type == "moment"
    }
    for name, text in texts.items():
        said = typed.words.get(name) or text
        if said:
            try:
                moment = read(said, clocks.now, clocks.shop, clocks.client).moment
                moments[name] = moment.astimezone(zone_info(clocks.shop))
            except NotUnderstood as error:
                errors[name] = not_understood(error)
    own = _own_values(typed, button, moments, errors)
    if errors:
        return errors
    call_back_at = moments.pop("call_back_at", None)
    variant = button.variants.get(typed.choice or None)
    return Form(
        # The button says whether a call was made: an action for either leaves it open.
        call=variant.call if variant is not None and variant.call != "any" else None,
        problem=typed.problem or None,
        comment=typed.comment or None,
        call_back_at=call_back_at if isinstance(call_back_at, datetime) else None,
        choice=typed.choice or None,
        fields={**own, **moments},
    )


def _own_values(
    typed: TypedAction, button: Action, moments: Mapping[str, object], errors: dict[str, str]
) -> dict[str, object]:
    """The action's own fields that are no moments, by their types; what is wrong goes into `errors`."""
    values: dict[str, object] = {}
    for code, item in own_fields(button).items():
        if item.type == "moment" or not (typed.own[code] or item.type == "flag"):
            continue
        value = read_typed(field_of(item), typed.own[code])
        if isinstance(value, FieldError):
            errors[code] = sentence(value)
        else:
            values[code] = value
    return values


def sentences(refusal: Refusal) -> dict[str, str]:
    """Field -> what is wrong with it; the first of several."""
    said: dict[str, str] = {}
    for error in refusal.errors:
        said.setdefault(error.field, _sentence(error))
    return said


def _sentence(error: FieldError) -> str:
    if error.field in ("choice", "problem") and error.code in ("missing", "unknown"):
        # The list is in sight: its codes would tell an operator nothing.
        return gettext("Choose one from the list.")
    return sentence(error)
