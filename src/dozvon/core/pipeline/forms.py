"""What the operator filled in, held against what the action needs: one error per field (domain, section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dozvon.core.errors import FieldError, Refusal
from dozvon.core.fields import FieldType, TypedField, Value, read, to_text
from dozvon.core.pipeline.action import Action, ActionField, Variant
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Call, Form, OrderFacts

LONGEST_COMMENT = 4000
LONGEST_TEXT = 200
_CALL_BACK = TypedField("call_back_at", FieldType.MOMENT, ahead=True)


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A form without mistakes. `values` are the action's own fields, `texts` the same for storage."""

    call: Call | None = None
    problem: str | None = None
    comment: str = ""
    call_back_at: datetime | None = None
    choice: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


NOTHING = CheckedForm()
CallBackRule = Literal["required", "optional", "forbidden"]


def variant_of(button: Action, facts: OrderFacts, form: Form) -> Variant | Refusal:
    """The needs and effects of the action on such an order with the form's choice; a refusal where that is wrong."""
    variant = button.variants_for(facts.status, facts.task.kind if facts.task else None).get(form.choice or None)
    if variant is not None:
        return variant
    if not button.choices:
        return _refused([FieldError("choice", "must_be_empty")])
    allowed = ", ".join(choice.code for choice in button.choices)
    code = "unknown" if form.choice else "missing"
    return _refused([FieldError("choice", code, {"allowed": allowed, "value": (form.choice or "")[:80]})])


def check(
    pipeline: Pipeline, button: Action, variant: Variant, facts: OrderFacts, form: Form, now: datetime
) -> CheckedForm | Refusal:
    """The form, ready to be decided on, or every mistake in it."""
    errors = [
        *_own_client(variant, facts, form),
        *_call(variant, form),
        *_problem(pipeline, variant, form),
        *_comment(pipeline, variant, form),
        *_call_back_at(pipeline, variant, facts, form, now),
    ]
    values, mistakes = _fields(variant.fields, form.fields, now)
    errors += mistakes
    if errors:
        return _refused(errors)
    problem = variant.problem.value if variant.problem.rule == "fixed" else form.problem or None
    return CheckedForm(
        call="made" if form.call == "made" else "not_made" if form.call == "not_made" else None,
        problem=problem,
        comment=_comment_text(pipeline, variant, facts, form, problem),
        call_back_at=form.call_back_at,
        choice=form.choice or None,
        values=values,
        texts={code: to_text(value) for code, value in values.items()},
    )


def _refused(errors: list[FieldError]) -> Refusal:
    return Refusal("fields", tuple(errors))


def _own_client(variant: Variant, facts: OrderFacts, form: Form) -> Iterator[FieldError]:
    if variant.only_own_client and not facts.own_client:
        yield FieldError("choice", "not_own_client", {"value": form.choice or ""})


def _call(variant: Variant, form: Form) -> Iterator[FieldError]:
    if form.call not in (None, "", "made", "not_made"):
        yield FieldError("call", "unknown", {"value": form.call[:80], "allowed": "made, not_made"})
    elif variant.call != "any" and not form.call:
        yield FieldError("call", "missing", {"allowed": variant.call})
    elif variant.call != "any" and form.call != variant.call:
        yield FieldError("call", f"must_be_{variant.call}")


def _problem(pipeline: Pipeline, variant: Variant, form: Form) -> Iterator[FieldError]:
    rule, given = variant.problem, form.problem or None
    if rule.rule == "required":
        allowed = pipeline.problem_list[rule.list or ""]
        if given is None:
            yield FieldError("problem", "missing", {"allowed": ", ".join(allowed)})
        elif given not in allowed:
            yield FieldError("problem", "unknown", {"value": given[:80], "allowed": ", ".join(allowed)})
    elif given is not None and not (rule.rule == "fixed" and given == rule.value):
        yield FieldError("problem", "must_be_empty")


def _comment(pipeline: Pipeline, variant: Variant, form: Form) -> Iterator[FieldError]:
    text = (form.comment or "").strip()
    reason = pipeline.problem.get(form.problem or "")
    if not text and (variant.comment.rule == "required" or (reason is not None and reason.needs_comment)):
        yield FieldError("comment", "missing")
    elif len(text) > LONGEST_COMMENT:
        yield FieldError("comment", "too_long", {"most": str(LONGEST_COMMENT)})
    elif "\x00" in text:
        yield FieldError("comment", "not_text")


def _comment_text(pipeline: Pipeline, variant: Variant, facts: OrderFacts, form: Form, problem: str | None) -> str:
    """The operator's words, or those the action makes by itself, in the language of the documents: Russian."""
    written = (form.comment or "").strip()
    if written or variant.comment.auto is None:
        return written
    title = pipeline.problem[problem].title.ru if problem else ""
    attempt = facts.attempts + 1
    return variant.comment.auto.ru.replace("{attempt}", str(attempt)).replace("{problem}", title)


def _call_back_at(
    pipeline: Pipeline, variant: Variant, facts: OrderFacts, form: Form, now: datetime
) -> Iterator[FieldError]:
    given = form.call_back_at
    rule = call_back_rule(pipeline, variant, facts.attempts)
    if given is None:
        if rule == "required":
            yield FieldError("call_back_at", "missing")
    elif rule == "forbidden":
        yield FieldError("call_back_at", "must_be_empty")
    else:
        moment = read(_CALL_BACK, given, now)
        if isinstance(moment, FieldError):
            yield moment


def call_back_rule(pipeline: Pipeline, variant: Variant, attempts: int) -> CallBackRule:
    """Whether a time is asked for after so many unanswered calls; a ladder says from which call on it may be named."""
    if variant.call_back_at != "ladder":
        return variant.call_back_at
    code = variant.task.when.ladder if variant.task else None
    named_from = pipeline.ladder[code].operator_names_time_from if code else None
    return "optional" if named_from is not None and attempts + 1 >= named_from else "forbidden"


def asks_nothing(action: Action) -> bool:
    """Whether pressing the button is all there is to do; what says that somebody was called asks for that."""
    return not action.choices and all(
        variant.call == "any"
        and variant.problem.rule != "required"
        and variant.comment.rule == "optional"
        and variant.call_back_at == "forbidden"
        and not any(item.required for item in variant.fields)
        for variant in action.variants.values()
    )


def field_of(item: ActionField) -> TypedField:
    """What the action's field asks for; its days and moments lie ahead, the number of a parcel is a text."""
    kind = FieldType.TEXT if item.type == "track" else FieldType(item.type)
    return TypedField(item.code, kind, longest=LONGEST_TEXT, ahead=True)


def _fields(
    wanted: tuple[ActionField, ...], given: Mapping[str, object], now: datetime
) -> tuple[dict[str, Value], list[FieldError]]:
    values: dict[str, Value] = {}
    known = {item.code for item in wanted}
    errors = [FieldError(name[:80], "not_of_action") for name, value in given.items() if name not in known and value]
    for item in wanted:
        raw = given.get(item.code)
        if raw is None or raw == "":
            errors += [FieldError(item.code, "missing")] if item.required else []
            continue
        value = read(field_of(item), raw, now)
        if isinstance(value, FieldError):
            errors.append(value)
        else:
            values[item.code] = value
    return values, errors
