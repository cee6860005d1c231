"""From a cookie or a token to an Actor: one statement each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from dozvon.core.actor import Actor
from dozvon.core.roles import PERMISSIONS, Permission, Role
from dozvon.platform.accounts.errors import NotPermitted
from dozvon.platform.accounts.models import ApiToken, Session, User
from dozvon.platform.database.selects import Select

SCOPES: dict[str, frozenset[Permission]] = {
    "intake": frozenset({Permission.TAKE_IN_ORDERS}),
    "desk": frozenset(
        {
            Permission.SEE_ORDERS,
            Permission.WORK_ORDERS,
            Permission.SEE_CLIENTS,
            Permission.MERGE_CLIENTS,
            Permission.TAKE_IN_ORDERS,
            Permission.RELEASE_CLAIMS,
            Permission.ASSIGN_RESPONSIBLE,
            Permission.EXCEED_DISCOUNTS,
            Permission.FORCE_MOVES,
        }
    ),
    "admin": frozenset(Permission),
}


def hashed(secret: str) -> bytes:
    """SHA-256 of a token: enough for 256 random bits, and quick."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def actor_of(user: User, scopes: list[str] | None = None) -> Actor:
    """The user as an Actor, narrowed to the scopes of a token where there is one."""
    permissions = PERMISSIONS[Role(user.role)]
    if scopes is not None:
        permissions &= frozenset().union(*(SCOPES[scope] for scope in scopes if scope in SCOPES))
    return Actor(
        user_id=user.pk,
        name=user.name,
        role=Role(user.role),
        permissions=permissions,
        shops=None if user.shop_ids is None else frozenset(user.shop_ids),
        knows=None if user.knows is None else frozenset(user.knows),
        language=user.language,
    )


def person_id(actor: Actor) -> int:
    """The id of the person who acts; raises NotPermitted for the program itself, which has no account."""
    if actor.user_id is None:
        raise NotPermitted
    return actor.user_id


_BY_SESSION = Select(
    lambda: Session.objects.select_related("user"),
    "WHERE sessions.token_hash = %s AND sessions.expires_at > %s AND users.active",
)
_BY_TOKEN = Select(
    lambda: ApiToken.objects.select_related("user"),
    "WHERE api_tokens.token_hash = %s AND api_tokens.revoked_at IS NULL AND users.active",
)


def by_session(token: str, now: datetime) -> Session | None:
    """The live session of a cookie with its user, or None."""
    return _BY_SESSION.first([hashed(token), now])


def by_token(token: str) -> Actor | None:
    """The actor an API token speaks for, or None."""
    found = _BY_TOKEN.first([hashed(token)])
    return None if found is None else actor_of(found.user, found.scopes)


def by_sessions(tokens: Sequence[str], now: datetime) -> dict[str, Actor]:
    """Cookie → the actor of its session, without those that are no live session: one statement."""
    named = {hashed(token): token for token in tokens}
    live = Session.objects.select_related("user").filter(
        token_hash__in=list(named), expires_at__gt=now, user__active=True
    )
    return {named[bytes(session.token_hash)]: actor_of(session.user) for session in live}


def by_tokens(tokens: Sequence[str]) -> dict[str, Actor]:
    """API token → the actor it speaks for, without those that are not valid: one statement."""
    named = {hashed(token): token for token in tokens}
    valid = ApiToken.objects.select_related("user").filter(
        token_hash__in=list(named), revoked_at__isnull=True, user__active=True
    )
    return {named[bytes(found.token_hash)]: actor_of(found.user, found.scopes) for found in valid}
