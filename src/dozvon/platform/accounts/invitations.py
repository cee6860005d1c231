"""Invitations: a link, for one use within three days, by which a person chooses a first or a new password."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.accounts import people, second_factor, sessions
from dozvon.platform.accounts.access import hashed
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, InvitationGone
from dozvon.platform.accounts.models import Invitation, Session, User
from dozvon.platform.accounts.profiles import password_faults
from dozvon.platform.accounts.sessions import SignedIn

LIFE = timedelta(hours=72)


def invite(actor: Actor, user_id: int, now: datetime) -> str:
    """The secret of a new link, shown once; an older link of the same person is dead from now on.

    Raises NotPermitted, UserNotFound, and BadAccount for somebody whose account is closed.
    """
    with transaction.atomic():
        invitation = prepare(actor, user_id, now)
        return renew_secret(invitation, now)


def prepare(actor: Actor, user_id: int, now: datetime) -> Invitation:
    """An invitation without a link yet: the letter's job makes it, so that no queue ever holds the secret."""
    user = people.get(actor, user_id)
    if not user.active:
        raise BadAccount([FieldError("active", "closed_account")])
    note(actor, "person.invited", user)
    fresh = {"token_hash": None, "created_at": now, "expires_at": now + LIFE, "sent_at": None, "accepted_at": None}
    return Invitation.objects.update_or_create(user=user, defaults=fresh)[0]


def renew_secret(invitation: Invitation, now: datetime) -> str:
    """Gives the invitation a secret, in place of any it had."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=hashed(token), expires_at=now + LIFE)
    return token


def invited(token: str, now: datetime) -> User:
    """Whose link it is. Raises InvitationGone."""
    found = Invitation.objects.select_related("user").filter(token_hash=hashed(token), expires_at__gt=now).first()
    if found is None or not found.user.active:
        raise InvitationGone
    return found.user


def accept(token: str, password: str, ip: str, user_agent: str, now: datetime) -> SignedIn | None:
    """The chosen password; every session opened by an old one ends.

    Returns the new session, or None for somebody with a second factor, who signs in the usual way: a stolen link is
    not enough. Raises InvitationGone and BadAccount.
    """
    with transaction.atomic():
        user = invited(token, now)
        wrong = password_faults(password, user.name)
        if wrong:
            raise BadAccount(wrong)
        # Of two that use the link at once, one changes the row.
        used = Invitation.objects.filter(token_hash=hashed(token)).update(token_hash=None, accepted_at=now)
        if not used:
            raise InvitationGone
        user.password = make_password(password)
        user.save(update_fields=["password"])
        Session.objects.filter(user=user).delete()
        return None if second_factor.is_on(user) else sessions.begin(user, ip, user_agent, now)
