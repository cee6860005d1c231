"""The people of a filled database, signed in: a token and a browser's session each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody at work: `token` for the API, `session` the value of the browser's cookie."""

    id: int
    name: str
    token: str
    session: str


def signed_in(role: str = "operator", scope: str = "desk") -> list[Operator]:
    """Everybody of that role with a new token and session, by name's number."""
    from dozvon.platform.accounts.access import hashed
    from dozvon.platform.accounts.models import ApiToken, Session, User

    now = datetime.now(UTC)
    found = [
        Operator(user.pk, user.name, f"dz_{secrets.token_urlsafe(32)}", secrets.token_urlsafe(32))
        for user in User.objects.filter(role=role).order_by("pk")
    ]
    ApiToken.objects.bulk_create(ApiToken(token_hash=hashed(o.token), user_id=o.id, scopes=[scope]) for o in found)
    Session.objects.bulk_create(
        Session(
            token_hash=hashed(o.session), user_id=o.id, created_at=now, seen_at=now, expires_at=now + timedelta(days=1)
        )
        for o in found
    )
    return found


def knowing_all(operators: list[Operator]) -> list[Operator]:
    """Those who may be handed any product."""
    from dozvon.platform.accounts.models import User

    every = set(User.objects.filter(knows__isnull=True).values_list("pk", flat=True))
    return [operator for operator in operators if operator.id in every]
