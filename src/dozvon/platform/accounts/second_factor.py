"""The second factor: set up and confirmed by its owner, asked for at sign-in, removed by the administrator."""

from __future__ import annotations

import base64
import logging
import secrets
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.accounts import people, sealing, totp
from dozvon.platform.accounts.access import hashed, person_id
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import SecondFactor, Session, User

RECOVERY_CODES: Final = 10
TICKET_LIFE: Final = 300
"""Seconds between the password and the code."""
_SALT: Final = "dozvon.second-factor"
# Without 0 and O, 1, I and L: recovery codes are read from paper.
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

log = logging.getLogger(__name__)


def is_on(user: User) -> bool:
    """Whether this person is asked for a code."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def of(actor: Actor) -> SecondFactor | None:
    """The actor's own second factor, confirmed or begun."""
    return SecondFactor.objects.filter(user_id=person_id(actor)).first()


def secret_of(factor: SecondFactor) -> str | None:
    """The secret in base32; None where it was sealed with another key of the installation."""
    try:
        return sealing.unseal(factor.secret, factor.user_id)
    except sealing.Unreadable:
        log.error("a second factor cannot be read: is this the key it was made with?", extra={"user": factor.user_id})
        return None


def begin(actor: Actor) -> SecondFactor:
    """A new secret, not asked for until it is confirmed; one already confirmed stays."""
    user = User.objects.get(pk=person_id(actor))
    secret = sealing.seal(base64.b32encode(secrets.token_bytes(20)).decode("ascii"), user.pk)
    with transaction.atomic():
        factor, _ = SecondFactor.objects.select_for_update().get_or_create(user=user, defaults={"secret": secret})
        if factor.confirmed_at is None:
            factor.secret = secret
            factor.save(update_fields=["secret"])
    return factor


def confirm(actor: Actor, code: str, kept_session: int | None, now: datetime) -> list[str]:
    """Turns the factor on when the app shows the right code; returns the recovery codes, shown this once.

    Every other session of the actor ends. Raises BadAccount.
    """
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user_id=person_id(actor), confirmed_at=None).first()
        step = None if factor is None else _matching_step(factor, _typed(code), now)
        if factor is None or step is None:
            raise BadAccount([FieldError("code", "wrong_code")])
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        factor.recovery = [_kept(one) for one in codes]
        factor.confirmed_at, factor.last_step = now, step
        factor.save()
        Session.objects.filter(user_id=person_id(actor)).exclude(pk=kept_session or 0).delete()
    return codes


def turn_off(actor: Actor, password: str) -> None:
    """The owner goes back to the password alone. Raises BadAccount."""
    user = User.objects.get(pk=person_id(actor))
    if not user.password or not check_password(password, user.password):
        raise BadAccount([FieldError("password", "wrong_password")])
    SecondFactor.objects.filter(user=user).delete()


def remove(actor: Actor, user_id: int) -> None:
    """Of somebody who lost phone and recovery codes. Raises NotPermitted and UserNotFound."""
    user = people.get(actor, user_id)
    with transaction.atomic():
        if SecondFactor.objects.filter(user=user).delete()[0]:
            note(actor, "factor.removed", user)


def take(user: User, code: str, now: datetime) -> bool:
    """Whether the code is right; a right one is used up."""
    typed = _typed(code)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
        if factor is None:
            return False
        step = _matching_step(factor, typed, now)
        if step is not None:
            factor.last_step = step
        elif _kept(typed) in factor.recovery:
            factor.recovery.remove(_kept(typed))
        else:
            return False
        factor.save(update_fields=["last_step", "recovery"])
    return True


def _matching_step(factor: SecondFactor, typed: str, now: datetime) -> int | None:
    secret = secret_of(factor)
    return None if secret is None else totp.matching_step(secret, typed, now, factor.last_step)


def ticket_for(user: User) -> str:
    """Proof that the password was right a moment ago; worth nothing once the password is another."""
    return signing.dumps([user.pk, _print_of(user)], salt=_SALT)


def user_of(ticket: str) -> User | None:
    """Whose ticket it is; None where it is forged, too old or of a password that is no more."""
    try:
        user_id, printed = signing.loads(ticket, salt=_SALT, max_age=TICKET_LIFE)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, active=True).first()
    return user if user is not None and _print_of(user) == printed else None


def _print_of(user: User) -> str:
    return hashed(user.password).hex()[:16]


def _typed(code: str) -> str:
    """As people type it: blanks and dashes do not count."""
    return "".join(code.split()).replace("-", "").upper()[:40]


def _recovery_code() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def _kept(code: str) -> str:
    return hashed(_typed(code)).hex()
