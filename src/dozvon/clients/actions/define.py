"""Fields of the client card that the shops define themselves: unlimited, typed (domain, section 6).

They belong to all shops. Code and kind stay, for programs and values know them by these. Each change has its line in
the log of accounts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from dozvon.clients.errors import BadClient, FieldNotFound
from dozvon.clients.models import ClientField
from dozvon.clients.queries import values_of
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.accounts.changes import note
from dozvon.shops.permissions import MANAGE_SHOPS

TYPES = tuple(name for name, _ in ClientField.TYPES)
LANGUAGES = ("ru", "uk", "en")
LONGEST = 120
"""Characters of a title and of a choice."""
MOST_CHOICES = 200


def define_field(
    actor: Actor, code: str, title: Mapping[str, str], kind: str, choices: Sequence[str] = ()
) -> ClientField:
    """A new field behind the others: `kind` is one of `core.fields`. Raises NotPermitted and BadClient."""
    _check(actor)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code):
        raise BadClient([FieldError("code", "bad_code")])
    if kind not in TYPES:
        raise BadClient([FieldError("type", "unknown", {"value": kind[:80], "allowed": ", ".join(TYPES)})])
    given = {"title": _titles(title, code), "choices": _listed(kind, choices)}
    last = ClientField.objects.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            field = ClientField.objects.create(code=code, type=kind, position=last + 1, **given)
            note(actor, "field.added", text=code)
    except IntegrityError as error:
        raise BadClient([FieldError("code", "taken")]) from error
    return field


def change_field(
    actor: Actor,
    code: str,
    title: Mapping[str, str] | None = None,
    choices: Sequence[str] | None = None,
    retired: bool | None = None,
) -> ClientField:
    """Other titles, another list of choices, asked for or not; None leaves as it is.

    Cards keep what they have of a field that is retired, and a choice that is taken from the list. Raises NotPermitted,
    FieldNotFound and BadClient.
    """
    with transaction.atomic():
        field = _locked(actor, code)
        before = (field.title, field.choices)
        if title is not None:
            field.title = _titles(title, code)
        if choices is not None:
            field.choices = _listed(field.type, choices)
        if (field.title, field.choices) != before:
            note(actor, "field.changed", text=code, changes=_turned(before, field))
        if retired is not None and retired != field.retired:
            field.retired = retired
            note(actor, "field.retired" if retired else "field.restored", text=code)
        field.save(update_fields=["title", "choices", "retired"])
    return field


def rename_choice(actor: Actor, code: str, was: str, now: str) -> tuple[ClientField, int]:
    """A choice is called otherwise, on the cards that have it too; returns the field and how many these are.

    Raises NotPermitted, FieldNotFound and BadClient.
    """
    with transaction.atomic():
        field = _locked(actor, code)
        if was not in field.choices:
            raise BadClient([FieldError("was", "not_choice")])
        now = _choice("now", now)
        if now != was and now in field.choices:
            raise BadClient([FieldError("now", "taken")])
        field.choices = [now if choice == was else choice for choice in field.choices]
        field.save(update_fields=["choices"])
        with connection.cursor() as cursor:
            cursor.execute(_RENAMED, [code, now, code, was])
            count: int = cursor.rowcount
        note(actor, "field.choice_renamed", text=code, changes={"choices": [was, now]}, cards=count)
    return field, count


_RENAMED = "UPDATE clients SET fields = jsonb_set(fields, ARRAY[%s::text], to_jsonb(%s::text)) WHERE fields ->> %s = %s"


def order_fields(actor: Actor, codes: Sequence[str]) -> None:
    """The card asks for the fields in this order; all that are not retired are named, each once.

    Raises NotPermitted and BadClient.
    """
    _check(actor)
    with transaction.atomic():
        fields = {field.code: field for field in ClientField.objects.select_for_update().filter(retired=False)}
        if sorted(codes) != sorted(fields):
            raise BadClient([FieldError("codes", "not_each_once", {"allowed": ", ".join(fields)})])
        if list(codes) == list(fields):
            return
        for position, code in enumerate(codes, 1):
            fields[code].position = position
        ClientField.objects.bulk_update(fields.values(), ["position"])
        note(actor, "field.ordered", text=", ".join(codes)[:300])


def remove_field(actor: Actor, code: str, losing: int = 0) -> None:
    """The field is gone and what the cards have in it, which must be as many as `losing` says: for who sees all shops.

    Raises NotPermitted, FieldNotFound and BadClient.
    """
    with transaction.atomic():
        field = _locked(actor, code)
        if actor.shops is not None:
            raise NotPermitted
        count = values_of(code)
        if count != losing:
            raise BadClient([FieldError("losing", "values_lost", {"value": str(count)})])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE clients SET fields = fields - %s WHERE fields ? %s", [code, code])
            # A merge that is undone would bring it back.
            cursor.execute(_FORGOTTEN, [code, code, code, code])
        field.delete()
        note(actor, "field.removed", text=code, cards=count)


_FORGOTTEN = """
UPDATE merges SET before = before #- ARRAY['target', 'fields', %s] #- ARRAY['after', 'fields', %s]
WHERE before #> '{target,fields}' ? %s OR before #> '{after,fields}' ? %s
"""


def _check(actor: Actor) -> None:
    if not actor.may(MANAGE_SHOPS):
        raise NotPermitted


def _locked(actor: Actor, code: str) -> ClientField:
    _check(actor)
    field = ClientField.objects.select_for_update().filter(code=code.replace("\x00", "")).first()
    if field is None:
        raise FieldNotFound
    return field


def _titles(given: Mapping[str, str], code: str) -> dict[str, str]:
    """A title in each language: what is missing is called as in the first that is there, else by its code."""
    titles = {language: " ".join(given.get(language, "").split()) for language in LANGUAGES}
    for title in titles.values():
        _check_text("title", title)
    first = next(filter(None, titles.values()), code)
    return {language: title or first for language, title in titles.items()}


def _listed(kind: str, choices: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(_choice("choices", choice) for choice in choices))
    if (kind == "choice") != bool(found):
        raise BadClient([FieldError("choices", "missing" if kind == "choice" else "must_be_empty")])
    if len(found) > MOST_CHOICES:
        raise BadClient([FieldError("choices", "too_many", {"limit": str(MOST_CHOICES)})])
    return found


def _choice(field: str, text: str) -> str:
    found = " ".join(text.split())
    if not found:
        raise BadClient([FieldError(field, "missing")])
    _check_text(field, found)
    return found


def _check_text(field: str, text: str) -> None:
    if len(text) > LONGEST:
        raise BadClient([FieldError(field, "too_long", {"limit": str(LONGEST)})])
    if "\x00" in text:
        raise BadClient([FieldError(field, "bad_character")])


def _turned(before: tuple[dict[str, str], list[str]], field: ClientField) -> dict[str, list[Any]]:
    titles, choices = before
    turned: dict[str, list[Any]] = {
        f"title.{language}": [titles.get(language), title]
        for language, title in field.title.items()
        if titles.get(language) != title
    }
    return turned | ({"choices": [choices, field.choices]} if choices != field.choices else {})
