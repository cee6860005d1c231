"""Browser sessions: opened by signing in, listed, ended by their owner or by the administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from dozvon.core.actor import Actor
from dozvon.platform.accounts import people
from dozvon.platform.accounts.access import hashed, person_id
from dozvon.platform.accounts.models import Session, User

LIFE = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the cookie's value, shown nowhere else, and whose it is."""

    token: str
    user: User


def begin(user: User, ip: str, user_agent: str, now: datetime) -> SignedIn:
    """A new session of somebody who has proved who they are."""
    token = secrets.token_urlsafe(32)
    Session.objects.create(
        token_hash=hashed(token),
        user=user,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFE,
        ip=ip,
        user_agent=user_agent.replace("\x00", "")[:200],
    )
    return SignedIn(token, user)


def keep_alive(session: Session, now: datetime) -> None:
    """Keeps a session alive; writes at most every five minutes."""
    if now - session.seen_at > SEEN_EVERY:
        Session.objects.filter(pk=session.pk).update(seen_at=now, expires_at=now + LIFE)


def own_sessions(actor: Actor, now: datetime) -> QuerySet[Session]:
    """The actor's live sessions, the one used last first."""
    return Session.objects.filter(user_id=person_id(actor), expires_at__gt=now).order_by("-seen_at", "-pk")


def of_people(actor: Actor, now: datetime) -> QuerySet[Session]:
    """Live sessions of everybody the actor looks after. Raises NotPermitted."""
    live = Session.objects.filter(user__in=people.visible(actor), expires_at__gt=now)
    return live.select_related("user").order_by("-seen_at", "-pk")


def end(actor: Actor, session_id: int, now: datetime) -> bool:
    """Ends one session, one's own or of one's people; False where there is none such. Raises NotPermitted."""
    if own_sessions(actor, now).filter(pk=session_id).delete()[0]:
        return True
    return bool(Session.objects.filter(pk__in=of_people(actor, now).filter(pk=session_id).values("pk")).delete()[0])


def end_others(actor: Actor, kept_id: int | None) -> int:
    """Ends all sessions of the actor but one; returns how many."""
    return Session.objects.filter(user_id=person_id(actor)).exclude(pk=kept_id or 0).delete()[0]
