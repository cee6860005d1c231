"""Keys for programs, given and taken back by the administrator."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.accounts import people
from dozvon.platform.accounts.actions import create_token
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.models import ApiToken

LONGEST_NAME = 120


def list_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Tokens of the actor's people, live ones first, the newest before the older. Raises NotPermitted."""
    tokens = ApiToken.objects.filter(user__in=people.visible(actor)).select_related("user")
    return tokens.order_by(F("revoked_at").desc(nulls_first=True), "-pk")


def give(actor: Actor, user_id: int | None, scopes: list[str], name: str) -> str:
    """A token that speaks for one of the actor's people; shown once. Raises NotPermitted and BadAccount."""
    name, found = name.strip(), []
    if not name:
        found.append(FieldError("name", "missing"))
    elif len(name) > LONGEST_NAME:
        found.append(FieldError("name", "too_long", {"limit": str(LONGEST_NAME)}))
    elif "\x00" in name:
        found.append(FieldError("name", "bad_character"))
    if not scopes:
        found.append(FieldError("scope", "missing"))
    user = people.visible(actor).filter(pk=user_id or 0).first()
    if user is None:
        found.append(FieldError("user", "missing"))
    elif not user.active:
        found.append(FieldError("user", "closed_account"))
    if found or user is None:
        raise BadAccount(found)
    return create_token(user, scopes, name, actor)


def revoke(actor: Actor, token_id: int, now: datetime) -> None:
    """The token is refused from now on; it stays in the list. Raises NotPermitted and UserNotFound."""
    token = ApiToken.objects.select_related("user").filter(pk=token_id, user__in=people.visible(actor)).first()
    if token is None:
        raise UserNotFound
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=now):
            note(actor, "token.revoked", token.user, name=token.name, scopes=token.scopes)
