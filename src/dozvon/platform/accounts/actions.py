"""Making users and tokens, signing in and out."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import FieldError
from dozvon.platform.accounts import people, second_factor, sessions
from dozvon.platform.accounts.access import hashed, person_id
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, CodeNeeded, SignInRefused
from dozvon.platform.accounts.models import ApiToken, Session, SignInAttempt, User
from dozvon.platform.accounts.profiles import SHORTEST_PASSWORD, Profile, faults, password_faults
from dozvon.platform.accounts.sessions import SignedIn
from dozvon.platform.capabilities import scope_rights

LIMIT_WINDOW = timedelta(minutes=15)
FAILURES_BY_NAME = 8
FAILURES_BY_IP = 40


def create_user(
    name: str,
    role: str,
    email: str | None = None,
    password: str | None = None,
    knows: list[str] | None = None,
    shop_ids: list[int] | None = None,
    language: str = "ru",
) -> User:
    """A new employee made by the installation itself; None means all shops, all products. Raises BadAccount."""
    profile = Profile(name, role, email, language, shop_ids, knows).tidy()
    found = faults(profile)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        found.append(FieldError("password", "too_short", {"limit": str(SHORTEST_PASSWORD)}))
    if found:
        raise BadAccount(found)
    with transaction.atomic():
        user = people.save_profile(User(password=make_password(password) if password else ""), profile)
        note(SYSTEM, "person.hired", user, role=user.role)
    return user


def create_token(user: User, scopes: list[str], name: str = "", by: Actor = SYSTEM) -> str:
    """A new API token of the user; the return value is shown once and kept only as a hash. Raises BadAccount."""
    unknown = [scope for scope in scopes if scope not in scope_rights()]
    if unknown or not scopes:
        params = {"value": ", ".join(unknown)[:80], "allowed": ", ".join(scope_rights())}
        raise BadAccount([FieldError("scope", "unknown" if unknown else "missing", params)])
    token = f"dz_{secrets.token_urlsafe(32)}"
    given = sorted(set(scopes))
    with transaction.atomic():
        ApiToken.objects.create(token_hash=hashed(token), user=user, scopes=given, name=name)
        note(by, "token.given", user, name=name, scopes=given)
    return token


def sign_in(name: str, password: str, ip: str, user_agent: str, now: datetime) -> SignedIn:
    """A session for whoever knows the name (or e-mail) and its password. Raises SignInRefused and CodeNeeded.

    Both the name and the address are limited, so that neither one account nor many can be guessed at.
    """
    name = name.strip()[:254].replace("\x00", "")
    _check_limit(name.lower(), ip, now)
    user = User.objects.filter(Q(name__iexact=name) | Q(email__iexact=name)).first()
    known = _knows(user, password)
    succeeded = bool(known and user and user.password and user.active)
    code_needed = succeeded and user is not None and second_factor.is_on(user)
    if not code_needed:
        SignInAttempt.objects.create(at=now, name=name.lower(), ip=ip, user=user, succeeded=succeeded)
    if user is None or not known or not user.password:
        raise SignInRefused("wrong")
    if not user.active:
        raise SignInRefused("disabled")
    if code_needed:
        raise CodeNeeded(second_factor.ticket_for(user))
    return sessions.begin(user, ip, user_agent, now)


def sign_in_with_code(ticket: str, code: str, ip: str, user_agent: str, now: datetime) -> SignedIn:
    """The second half of signing in: the code, or a recovery code, after the password. Raises SignInRefused.

    Wrong codes count as failures of the person's name and of the address, as wrong passwords do.
    """
    user = second_factor.user_of(ticket)
    if user is None:
        raise SignInRefused("expired")
    _check_limit(user.name.lower(), ip, now)
    succeeded = second_factor.take(user, code, now)
    SignInAttempt.objects.create(at=now, name=user.name.lower(), ip=ip, user=user, succeeded=succeeded)
    if not succeeded:
        raise SignInRefused("wrong_code")
    return sessions.begin(user, ip, user_agent, now)


def change_password(actor: Actor, old: str, new: str, kept_session: int | None, ip: str, now: datetime) -> None:
    """The actor's own new password; every other session of theirs ends. Raises BadAccount and SignInRefused.

    A wrong old one counts as a failed sign-in: an unattended browser is no place to guess at.
    """
    user = User.objects.get(pk=person_id(actor))
    _check_limit(user.name.lower(), ip, now)
    if not user.password or not check_password(old, user.password):
        SignInAttempt.objects.create(at=now, name=user.name.lower(), ip=ip, user=user, succeeded=False)
        raise BadAccount([FieldError("old", "wrong_password")])
    wrong = password_faults(new, user.name)
    if wrong:
        raise BadAccount(wrong)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=make_password(new))
        Session.objects.filter(user=user).exclude(pk=kept_session or 0).delete()


def _knows(user: User | None, password: str) -> bool:
    """Whether that is the person's password; one kept by an older way is kept by today's then."""
    if user is None or not user.password:
        return check_password(password, _nobody())

    def keep_anew(raw: str) -> None:
        User.objects.filter(pk=user.pk).update(password=make_password(raw))

    return check_password(password, user.password, keep_anew)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """What a password is compared with when there is no such user: the answer takes as long as for a real one."""
    return make_password(secrets.token_hex(16))


def _check_limit(name: str, ip: str, now: datetime) -> None:
    since = now - LIMIT_WINDOW
    for column, value, most in (
        ("name", name, FAILURES_BY_NAME),
        ("ip", ip, FAILURES_BY_IP),
    ):
        failures = SignInAttempt.objects.filter(**{column: value}, at__gt=since, succeeded=False)
        times = list(failures.order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most:
            raise SignInRefused("limited", max(1, int((times[-1] + LIMIT_WINDOW - now).total_seconds())))


def sign_out(token: str) -> None:
    """Ends the session of that cookie."""
    Session.objects.filter(token_hash=hashed(token)).delete()


def set_language(user_id: int, language: str) -> None:
    """Remembers the language a user chose."""
    User.objects.filter(pk=user_id).update(language=language)
