"""The action bar: each action of the pipeline as a button with what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from dozvon.core.pipeline.action import Action, Variant
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.forms import call_back_rule
from dozvon.web.card.forms import OWN, TypedAction, own_fields

PRIMARY_KEY = "F9"
"""The key of the action that leads on; it stands last and stands out."""
_INPUTS = {
    "moment": "datetime-local",
    "day": "date",
    "text": "text",
    "number": "text",
    "money": "text",
    "phone": "tel",
    "flag": "checkbox",
    "track": "text",
}


@dataclass(frozen=True, slots=True)
class Pick:
    """An item of a menu or a list of reasons. `needs` names the fields it cannot do without."""

    name: str
    value: str
    title: str
    hint: str
    key_code: str
    key_label: str
    chosen: bool
    needs: str


@dataclass(frozen=True, slots=True)
class ActionInput:
    """An own field of the action."""

    name: str
    code: str
    title: str
    type: str
    required: bool
    value: str
    words: str
    error: str


@dataclass(frozen=True, slots=True)
class Panel:
    """An action with its form. `instant`: pressing an item of the list is all there is to do."""

    code: str
    title: str
    hint: str
    key_code: str
    key_label: str
    primary: bool
    shortcuts: list[Pick]
    picks: list[Pick]
    instant: bool
    asks_time: bool
    is_call: bool
    time_required: bool
    asked: list[ActionInput]
    comment_required: bool
    typed: TypedAction
    errors: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A form that came back: whose it is, what stood in it, what was wrong."""

    code: str
    typed: TypedAction
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OrderPosition:
    """Where an order stands, as far as the cases of its actions ask for it."""

    status: str
    task: str | None


def panels_of(
    pipeline: Pipeline,
    attempts: int,
    buttons: Sequence[Action],
    answered: ReturnedForm | None,
    standing: OrderPosition | None = None,
) -> list[Panel]:
    """The buttons by their keys, the one that leads on last; `attempts` are the unanswered calls so far."""
    ordered = sorted(buttons, key=_key_number)
    leading = _leading(ordered)
    keyless = [button.code for button in ordered if not button.key]
    return [
        _panel(
            pipeline,
            attempts,
            button,
            _variants(button, standing),
            _key_of(button, keyless),
            button is leading,
            answered,
        )
        for button in sorted(ordered, key=lambda button: button is leading)
    ]


def _variants(button: Action, standing: OrderPosition | None) -> list[Variant]:
    """What the action needs and does on an order that stands there."""
    return list((button.variants_for(standing.status, standing.task) if standing else button.variants).values())


def _key_number(button: Action) -> int:
    found = re.fullmatch(r"F(\d+)", button.key or "")
    return int(found[1]) if found else 0


def _leading(ordered: Sequence[Action]) -> Action | None:
    keyed = next((button for button in ordered if button.key == PRIMARY_KEY), None)
    return keyed or next((button for button in ordered if not button.key), None)


def _key_of(button: Action, keyless: list[str]) -> tuple[str, str]:
    """Physical key and what the hint shows; actions without a key of their own get Alt and a digit."""
    if button.key:
        return button.key, button.key
    place = keyless.index(button.code) + 1
    return (f"Alt+Digit{place}", f"Alt {place}") if place <= 9 else ("", "")


def _panel(
    pipeline: Pipeline,
    attempts: int,
    button: Action,
    variants: Sequence[Variant],
    key: tuple[str, str],
    primary: bool,
    answered: ReturnedForm | None,
) -> Panel:
    back = answered if answered is not None and answered.code == button.code else None
    typed, errors = (back.typed, back.errors) if back else (TypedAction(), {})
    language = get_language() or "ru"
    times = [call_back_rule(pipeline, variant, attempts) for variant in variants]
    return Panel(
        code=button.code,
        title=button.title.text(language),
        hint=button.hint.text(language) if button.hint else "",
        key_code=key[0],
        key_label=key[1],
        primary=primary,
        shortcuts=list(_shortcuts(button, language)),
        picks=list(_picks(pipeline, button, typed, language)),
        instant=all(_is_instant(pipeline, variant) for variant in variants) and _has_list(button),
        asks_time=any(rule != "forbidden" for rule in times),
        is_call=any(variant.task is not None and pipeline.task[variant.task.kind].call for variant in variants),
        time_required=all(rule == "required" for rule in times),
        asked=[
            ActionInput(
                name=OWN + code,
                code=code,
                title=item.title.text(language),
                type=_INPUTS[item.type],
                required=item.required,
                value=typed.own.get(code, ""),
                words=typed.words.get(code, ""),
                error=errors.get(code, ""),
            )
            for code, item in own_fields(button).items()
        ],
        comment_required=all(variant.comment.rule == "required" for variant in variants),
        typed=typed,
        errors=errors,
        is_open=back is not None,
    )


def _has_list(button: Action) -> bool:
    return bool(button.choices) or button.problem.rule == "required"


def _is_instant(pipeline: Pipeline, variant: Variant) -> bool:
    """One key is enough where nothing more is asked for and the order stays open: a slip can still be made good."""
    return (
        pipeline.status[variant.to].kind == "open"
        and variant.comment.rule == "optional"
        and variant.call_back_at != "required"
        and not any(item.required for item in variant.fields)
    )


def _shortcuts(button: Action, language: str) -> Iterator[Pick]:
    """Whole answers, each by one digit."""
    for place, shortcut in enumerate(button.shortcuts, 1):
        code, label = _digit(place)
        yield Pick("shortcut", str(place), shortcut.title.text(language), "", code, label, False, "")


def _picks(pipeline: Pipeline, button: Action, typed: TypedAction, language: str) -> Iterator[Pick]:
    """The menu of the action, then the reasons to choose from; digits run on from the shortcuts through both."""
    place = len(button.shortcuts)
    for choice in button.choices:
        place += 1
        needs = "comment" if button.variants[choice.code].comment.rule == "required" else ""
        code, label = _digit(place)
        title = choice.title.text(language)
        yield Pick("choice", choice.code, title, "", code, label, typed.choice == choice.code, needs)
    lists = {variant.problem.list for variant in button.variants.values() if variant.problem.rule == "required"}
    for name in sorted(filter(None, lists)):
        for problem_code in pipeline.problem_list[name]:
            place += 1
            problem = pipeline.problem[problem_code]
            code, label = _digit(place)
            yield Pick(
                "problem",
                problem_code,
                problem.title.text(language),
                problem.hint.text(language) if problem.hint else "",
                code,
                label,
                typed.problem == problem_code,
                "comment" if problem.needs_comment else "",
            )


def _digit(place: int) -> tuple[str, str]:
    """Digits 1 to 9 and 0, on either part of the keyboard, then the same with Shift."""
    if place > 20:
        return "", ""
    digit, shifted = place % 10, place > 10
    if shifted:
        return f"Shift+Digit{digit}", f"⇧{digit}"
    return f"Digit{digit} Numpad{digit}", str(digit)
