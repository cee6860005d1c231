"""From a cookie or a token to an Actor: one statement each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import EXCEED_DISCOUNTS, SET_PRICES, Role
from dozvon.platform.accounts import staff_state
from dozvon.platform.accounts.models import ApiToken, Session, User
from dozvon.platform.accounts.staff_state import PostedBanner, StaffAbsence, StaffState
from dozvon.platform.capabilities import scope_rights
from dozvon.platform.database.selects import Select

OF_A_SITE = frozenset({SET_PRICES, EXCEED_DISCOUNTS})
"""What a token that only takes orders in has beside its person's rights: a site sends the prices it sold at."""


def hashed(secret: str) -> bytes:
    """SHA-256 of a token: enough for 256 random bits, and quick."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def actor_of(
    user: User, scopes: list[str] | None = None, state: StaffState | None = None, now: datetime | None = None
) -> Actor:
    """The user as an Actor, narrowed to the scopes of a token where there is one.

    `state` is what stands now: read with the session or the token, one statement where it is not given.
    """
    state = state or staff_state.current_state()
    permissions = state.rights[Role(user.role)]
    covered = state.covered_by(user.pk, now or timezone.now()) if state.away else []
    if scopes is not None:
        permissions &= frozenset().union(*(scope_rights()[scope] for scope in scopes if scope in scope_rights()))
        if scopes == ["intake"] and permissions:
            permissions |= OF_A_SITE
    return Actor(
        user_id=user.pk,
        name=user.name,
        role=Role(user.role),
        permissions=permissions,
        shops=None if user.shop_ids is None else frozenset(user.shop_ids),
        knows=_known(user, covered),
        language=user.language,
        covers=staff_state.covered_people(covered),
    )


def _known(user: User, covered: list[StaffAbsence]) -> frozenset[str] | None:
    """The products of the person and of those they stand in for; None for all."""
    every = [None if user.knows is None else frozenset(user.knows), *(one.knows for one in covered)]
    if any(knows is None for knows in every):
        return None
    return frozenset().union(*(knows for knows in every if knows is not None))


def person_id(actor: Actor) -> int:
    """The id of the person who acts; raises NotPermitted for the program itself, which has no account."""
    if actor.user_id is None:
        raise NotPermitted
    return actor.user_id


_BY_SESSION = Select(
    lambda: Session.objects.select_related("user").annotate(standing=staff_state.revision()),
    "WHERE sessions.token_hash = %s AND sessions.expires_at > %s AND users.active",
)
_BY_TOKEN = Select(
    lambda: ApiToken.objects.select_related("user").annotate(standing=staff_state.revision()),
    "WHERE api_tokens.token_hash = %s AND api_tokens.revoked_at IS NULL AND users.active",
)


def actor_by(session: Session, now: datetime) -> Actor:
    """The actor of a session that was just read."""
    return actor_of(session.user, None, _state(session), now)


def banners_for(session: Session, now: datetime) -> list[PostedBanner]:
    """The banners this person is to see: those of their shops, still on, and not put away. No statement."""
    user: User = session.user
    return [
        banner
        for banner in _state(session).banners
        if banner.until > now
        and banner.banner_id not in user.banners_closed
        and (banner.shop_id is None or user.shop_ids is None or banner.shop_id in user.shop_ids)
    ]


def absence_of(session: Session, now: datetime) -> StaffAbsence | None:
    """The absence this person is marked with now. No statement."""
    return _state(session).absence_of(session.user_id, now)


def _state(read: Session | ApiToken) -> StaffState:
    return staff_state.state_at(read.standing)  # type: ignore[union-attr]


def by_session(token: str, now: datetime) -> Session | None:
    """The live session of a cookie with its user, or None."""
    return _BY_SESSION.first([hashed(token), now])


def by_token(token: str) -> Actor | None:
    """The actor an API token speaks for, or None."""
    found = _BY_TOKEN.first([hashed(token)])
    return None if found is None else actor_of(found.user, found.scopes, _state(found))


def by_sessions(tokens: Sequence[str], now: datetime) -> dict[str, Actor]:
    """Cookie → the actor of its session, without those that are no live session: one statement."""
    named = {hashed(token): token for token in tokens}
    live = Session.objects.select_related("user").annotate(standing=staff_state.revision())
    found = live.filter(token_hash__in=list(named), expires_at__gt=now, user__active=True)
    return {named[bytes(session.token_hash)]: actor_by(session, now) for session in found}


def by_tokens(tokens: Sequence[str]) -> dict[str, Actor]:
    """API token → the actor it speaks for, without those that are not valid: one statement."""
    named = {hashed(token): token for token in tokens}
    valid = ApiToken.objects.select_related("user").annotate(standing=staff_state.revision())
    found = valid.filter(token_hash__in=list(named), revoked_at__isnull=True, user__active=True)
    return {named[bytes(one.token_hash)]: actor_of(one.user, one.scopes, _state(one)) for one in found}
