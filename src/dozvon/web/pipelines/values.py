"""Values of a pipeline document in words: codes by their titles, delays, rules, lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from dozvon.core import durations
from dozvon.core.pipeline.action import Variant
from dozvon.core.pipeline.document import Pipeline
from dozvon.platform.wording import flag_title
from dozvon.web.common.wording import role_title, text_of
from dozvon.web.pipelines.wording import CHOICES, field_title

NOTHING = "—"
_STATUS_KEYS = {"to", "source", "sources", "statuses", "status"}
_DELAY_KEYS = {"after", "before", "repeat", "steps"}
_MINUTE, _HOUR, _DAY = 1, 60, 1440


def span(delay: str | timedelta) -> str:
    """A delay: «30 min», «1 day 2 h»; at once for none."""
    try:
        length = durations.parse(delay) if isinstance(delay, str) else delay
    except durations.BadDuration:
        return str(delay)
    minutes = int(length.total_seconds() // 60)
    if minutes == 0:
        return gettext("at once")
    days, minutes = divmod(minutes, _DAY)
    hours, minutes = divmod(minutes, _HOUR)
    parts = []
    if days:
        parts.append(ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)s h", "%(count)s h", hours) % {"count": hours})
    if minutes:
        parts.append(ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes})
    return " ".join(parts)


def part_title(parts: Mapping[str, Any], code: str) -> str:
    """The title of the part of that code; the code where there is none."""
    found = parts.get(code)
    return text_of(found.title) if found is not None else code


def value_in_words(pipeline: Pipeline, field: str, value: Any) -> str:
    """A value in words; `field` is its dotted path, the last keys say what it is."""
    if value is None or value == [] or value == "":
        return NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(value_in_words(pipeline, field, item) for item in value)
    if isinstance(value, Mapping):
        return _table(pipeline, field, value)
    if isinstance(value, str):
        return _word(pipeline, field, value)
    return str(value)


def _word(pipeline: Pipeline, field: str, value: str) -> str:
    keys = [key for key in field.split(".") if not key.isdigit()]
    last, path = keys[-1] if keys else "", ".".join(keys)
    if last in _STATUS_KEYS:
        return part_title(pipeline.status, value)
    if last in _DELAY_KEYS:
        return span(value)
    if path.endswith(("task.kind", "ageing.task")):
        return part_title(pipeline.task, value)
    if last in {"value", "problems"} or path.endswith("end.problem"):
        return part_title(pipeline.problem, value)
    if last in {"roles", "role", "also"}:
        return role_title(value)
    if last == "cures":
        return flag_title(value)
    if last in _WORDS or path.endswith("say.when"):
        return str(CHOICES.get(value, value))
    if last in _PARTS:
        parts = {item.code: item for item in getattr(pipeline, last)}
        return part_title(parts, value) if hasattr(next(iter(parts.values()), None), "title") else value
    return value


_WORDS = {
    *("kind", "call", "rule", "call_back_at", "outcome", "order", "type"),
    *("milestone", "siblings", "requires", "sections"),
}
_PARTS = ("statuses", "tasks", "problems", "queues", "actions")


def _table(pipeline: Pipeline, field: str, value: Mapping[str, Any]) -> str:
    if "ru" in value:
        return f"«{text_of(value)}»"
    if set(value) >= {"source", "to"}:
        names = [part_title(pipeline.status, value[key]) for key in ("source", "to")]
        forbidden = f"{field_title('forbid').lower()}: " if value.get("forbid") else ""
        return f"{' → '.join(names)} ({forbidden}{value_in_words(pipeline, 'roles', value['roles'])})"
    inner = []
    for key, item in value.items():
        words = value_in_words(pipeline, f"{field}.{key}", item)
        if words != NOTHING and item is not False:
            inner.append(f"{field_title(f'{field}.{key}').lower()}: {words}")
    return "; ".join(inner) or NOTHING


def ladder_title(pipeline: Pipeline, code: str) -> str:
    """A ladder by the buttons that use it: «No answer: Busy»; by its code where none does."""
    return _users(pipeline, code, lambda variant: variant.task.when.ladder if variant.task else None)


def list_title(pipeline: Pipeline, code: str) -> str:
    """A list of reasons by the buttons that ask for it; by its code where none does."""
    return _users(pipeline, code, lambda variant: variant.problem.list)


def _users(pipeline: Pipeline, code: str, used: Callable[[Variant], str | None]) -> str:
    users = []
    for action in pipeline.actions:
        items = {item.code: text_of(item.title) for item in action.choices}
        using = list(dict.fromkeys(branch.choice for branch in action.branches if used(branch.variant) == code))
        if using:
            named = ", ".join(items[choice] for choice in using if choice) if len(using) < len(action.variants) else ""
            users.append(text_of(action.title) + (f": {named}" if named else ""))
    return ", ".join(users) or code
