"""Sentences for codes: what is wrong with a field, what a flag means. Spoken in the language that is active.

Here stand the codes that several capabilities give; a capability's own are in its `capability.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dozvon.core.errors import FieldError
from dozvon.platform.capabilities import capabilities

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_COMMON: Mapping[str, StrPromise] = {
    "missing": gettext_lazy("This field is required."),
    "must_be_empty": gettext_lazy("Leave this empty for this action."),
    "unknown": gettext_lazy("“%(value)s” is not in the list. Choose one of: %(allowed)s."),
    "in_past": gettext_lazy("This time is in the past. Choose a later one."),
    "too_far": gettext_lazy("This is more than two years ahead. Check the date."),
    "no_zone": gettext_lazy("Include the time zone, such as 2026-03-01T10:00:00+03:00."),
    "not_moment": gettext_lazy("Enter a date and time such as 2026-03-01T10:00:00+03:00."),
    "not_day": gettext_lazy("Enter a date such as 2026-03-01."),
    "not_text": gettext_lazy("This must be text."),
    "too_long": gettext_lazy("Too long: use at most %(limit)s characters."),
    "too_many": gettext_lazy("Too many: at most %(limit)s."),
    "too_small": gettext_lazy("Too small: at least %(limit)s."),
    "too_big": gettext_lazy("Too large: at most %(limit)s."),
    "too_many_places": gettext_lazy("Use at most two decimal places."),
    "not_whole_number": gettext_lazy("Enter a whole number."),
    "not_number": gettext_lazy("Enter a number."),
    "not_money": gettext_lazy("Enter an amount with at most two decimal places."),
    "not_object": gettext_lazy("This must be a JSON object."),
    "not_list": gettext_lazy("This must be a JSON list."),
    "not_json": gettext_lazy("The body is not valid JSON: line %(line)s, column %(column)s."),
    "unknown_field": gettext_lazy("Unknown field. Check the spelling or remove it."),
    "bad_character": gettext_lazy("It contains a character that cannot be stored. Remove NUL and broken characters."),
    "bad_cursor": gettext_lazy("This cursor is not from this list. Start without a cursor."),
    "not_flag": gettext_lazy("This must be true or false."),
    "taken": gettext_lazy("Already taken. Choose another."),
    "not_choice": gettext_lazy("Choose one of the field's values."),
    "not_email": gettext_lazy("Enter a valid e-mail address. Check the part around @."),
    "too_short": gettext_lazy("Too short: use at least %(limit)s characters."),
    "not_phone": gettext_lazy("Enter a valid phone number. Check the digits."),
    "not_postcode": gettext_lazy("A postcode has %(limit)s digits."),
    "invalid": gettext_lazy("This value cannot be used here."),
}


@cache
def sentences() -> Mapping[str, StrPromise]:
    """Every code of a wrong field with its sentence: the common ones and those of all capabilities."""
    return {**_COMMON, **{code: text for one in capabilities() for code, text in one.sentences.items()}}


@cache
def flags() -> Mapping[str, StrPromise]:
    """Every flag that an order may carry, with what it means."""
    return {code: text for one in capabilities() for code, text in one.flags.items()}


def sentence(error: FieldError) -> str:
    """One sentence that says what is missing or too much, and the cure."""
    text = str(sentences().get(error.code, _COMMON["invalid"]))
    params = {"limit": error.params.get("most", "—"), "value": "", "allowed": "—", **error.params}
    return text % _Forgiving(params)


class _Forgiving(dict[str, str]):
    """Parameters for a sentence; one that is not given reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


_UNCALLED = frozenset({"too_short", "too_long", "invalid_phone", "profanity"})
"""Flags by which nobody is called: what cures them is named at once."""


def flag_title(code: str, cure: str = "") -> str:
    """What a flag means and what to do about it; `cure` is the title of the pipeline's answer, where it has one."""
    title = str(flags().get(code) or _("Check this order: %(code)s") % {"code": code})
    if not cure or code not in _UNCALLED:
        return title
    inner = cure if cure[1:2].isupper() else cure[:1].lower() + cure[1:]
    return _("%(doubt)s; choose “%(cure)s”") % {"doubt": title, "cure": inner}
