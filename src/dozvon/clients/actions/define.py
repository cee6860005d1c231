"""Fields of the client card that the shop defines itself: unlimited, typed (domain, section 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from dozvon.clients.errors import BadClient
from dozvon.clients.models import ClientField
from dozvon.core.actor import Actor
from dozvon.core.pipeline.facts import FieldError
from dozvon.core.roles import Permission
from dozvon.platform.accounts.errors import NotPermitted

TYPES = tuple(name for name, _ in ClientField.TYPES)


def define_field(actor: Actor, code: str, title: dict[str, str], kind: str, choices: Sequence[str] = ()) -> ClientField:
    """A new field: `kind` is text, number, day, flag or choice. Raises NotPermitted and BadClient."""
    if not actor.may(Permission.MANAGE_SHOPS):
        raise NotPermitted
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code):
        raise BadClient([FieldError("code", "bad_code")])
    if kind not in TYPES:
        raise BadClient([FieldError("type", "unknown", {"value": kind[:80], "allowed": ", ".join(TYPES)})])
    if (kind == "choice") != bool(choices):
        raise BadClient([FieldError("choices", "missing" if kind == "choice" else "must_be_empty")])
    try:
        with transaction.atomic():
            return ClientField.objects.create(code=code, title=title, type=kind, choices=list(choices))
    except IntegrityError as error:
        raise BadClient([FieldError("code", "taken")]) from error
