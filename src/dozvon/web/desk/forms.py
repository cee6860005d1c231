"""What an operator typed into an action's form, and the same as the rules want it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from dozvon.core.pipeline.document import Action, ActionField
from dozvon.core.pipeline.facts import FieldError, Form, Refusal
from dozvon.platform.wording import sentence

OWN = "own."
"""Before the names of an action's own fields: a pipeline may call a field as it likes."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was typed: kept as it is when something in it is wrong."""

    choice: str = ""
    problem: str = ""
    comment: str = ""
    call_back_at: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None


def typed_of(sent: Mapping[str, str], button: Action) -> Typed:
    """What was sent for this action."""
    return Typed(
        choice=sent.get("choice", ""),
        problem=sent.get("problem", ""),
        comment=sent.get("comment", "").replace("\r\n", "\n"),
        call_back_at=sent.get("call_back_at", "").strip(),
        own={code: sent.get(OWN + code, "").strip() for code in own_fields(button)},
        version=version_of(sent),
    )


def version_of(sent: Mapping[str, str]) -> int | None:
    """The version of the order the form was made for."""
    version = sent.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def own_fields(button: Action) -> dict[str, ActionField]:
    """The action's own fields, of all items of its menu."""
    return {item.code: item for variant in button.variants.values() for item in variant.fields}


def form_of(typed: Typed, button: Action, zone: str) -> Form | dict[str, str]:
    """The form for the rules; times are those of the shop's zone. Field -> sentence where a time cannot be read."""
    errors: dict[str, str] = {}
    moments: dict[str, datetime | str] = {}
    asked = own_fields(button)
    texts = {"call_back_at": typed.call_back_at} | {
        code: typed.own[code] for code, item in asked.items() if item.type == "moment"
    }
    for name, text in texts.items():
        if text:
            try:
                moments[name] = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
            except ValueError:
                errors[name] = gettext("Give day and time, such as 2026-03-01 10:00.")
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
        fields={**typed.own, **moments},
    )


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
