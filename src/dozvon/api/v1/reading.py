"""From a JSON body to an action's form, with an error for each field of a wrong type; from a code to its shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.pipeline.facts import Form
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

_TEXTS = ("call", "problem", "comment", "choice")
_KNOWN = {*_TEXTS, "call_back_at", "version"}
LARGEST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ReadForm:
    """The form, and the version of the order the caller saw."""

    form: Form
    version: int | None


def action_form(body: Mapping[str, Any]) -> ReadForm | list[FieldError]:
    """The body as a form; whatever is not one of the common fields is the action's own."""
    errors = [FieldError(name, "not_text") for name in _TEXTS if not isinstance(body.get(name), str | None)]
    errors += [FieldError(name, "bad_character") for name, value in body.items() if not _storable(value)]
    moment, version = moment_of("call_back_at", body.get("call_back_at")), body.get("version")
    if isinstance(moment, FieldError):
        errors.append(moment)
        moment = None
    if version is not None and (type(version) is not int or not 0 <= version <= LARGEST_VERSION):
        errors.append(FieldError("version", "not_whole_number"))
    if errors:
        return errors
    own = {name: value for name, value in body.items() if name not in _KNOWN}
    form = Form(body.get("call"), body.get("problem"), body.get("comment"), moment, body.get("choice"), own)
    return ReadForm(form, version)


def _storable(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return "\x00" not in value and not any(0xD800 <= ord(letter) < 0xE000 for letter in value)


def moment_of(name: str, value: object) -> datetime | FieldError | None:
    """A moment of the body, None where there is none, or what is wrong with it."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return FieldError(name, "not_moment")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return FieldError(name, "not_moment")


def shop_of(actor: Actor, code: str | None) -> Shop | FieldError:
    """The shop that is named, or the only one of the actor."""
    if code:
        return shops.shop_by_code(actor, code) or FieldError("shop", "unknown_shop", {"value": code[:80]})
    mine = shops.shops_of(actor)
    return mine[0] if len(mine) == 1 else FieldError("shop", "missing")
