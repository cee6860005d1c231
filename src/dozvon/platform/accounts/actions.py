"""Making users and tokens, signing in and out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from dozvon.core.roles import Role
from dozvon.platform.accounts.access import SCOPES, hashed
from dozvon.platform.accounts.errors import BadAccount, SignInRefused
from dozvon.platform.accounts.models import ApiToken, Session, SignInAttempt, User

SESSION_LIFE = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
LIMIT_WINDOW = timedelta(minutes=15)
FAILURES_BY_NAME = 8
FAILURES_BY_IP = 40
SHORTEST_PASSWORD = 8
_ALIASES = {"head_of_sales": Role.HEAD}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the cookie's value, shown nowhere else, and whose it is."""

    token: str
    user: User


def create_user(
    name: str,
    role: str,
    email: str | None = None,
    password: str | None = None,
    knows: list[str] | None = None,
    shop_ids: list[int] | None = None,
    language: str = "ru",
) -> User:
    """A new employee; `knows` and `shop_ids` None mean all. Raises BadAccount naming the field."""
    name = " ".join(name.split())
    if not name or len(name) > 120 or "\x00" in name:
        raise BadAccount("name", "give a name of 1 to 120 characters")
    known = _role(role)
    if email:
        _check_email(email)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise BadAccount("password", f"use at least {SHORTEST_PASSWORD} characters")
    try:
        with transaction.atomic():
            return User.objects.create(
                name=name,
                role=known,
                email=email or None,
                password=make_password(password) if password else "",
                knows=knows,
                shop_ids=shop_ids,
                language=language,
            )
    except IntegrityError as error:
        field = "email" if "users_email_once" in str(error) else "name"
        raise BadAccount(field, "another user has it already; choose a different one") from error


def _role(role: str) -> Role:
    code = role.strip().lower().replace("-", "_")
    known = _ALIASES.get(code) or next((item for item in Role if item.value == code), None)
    if known is None or known is Role.SYSTEM:
        allowed = ", ".join(item.value for item in Role if item is not Role.SYSTEM)
        raise BadAccount("role", f"{role!r} is no role; use one of {allowed}")
    return known


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAccount("email", f"{email!r} is no e-mail address") from error


def create_token(user: User, scopes: list[str]) -> str:
    """A new API token of the user; the return value is shown once and kept only as a hash. Raises BadAccount."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise BadAccount("scope", f"use one of {', '.join(SCOPES)}")
    token = f"dz_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(token_hash=hashed(token), user=user, scopes=sorted(set(scopes)))
    return token


def sign_in(name: str, password: str, ip: str, user_agent: str, now: datetime) -> SignedIn:
    """A session for whoever knows the name (or e-mail) and its password. Raises SignInRefused.

    Both the name and the address are limited, so that neither one account nor many can be guessed at.
    """
    name = name.strip()[:254].replace("\x00", "")
    _check_limit(name.lower(), ip, now)
    user = User.objects.filter(Q(name__iexact=name) | Q(email__iexact=name)).first()
    known = check_password(password, user.password if user and user.password else _nobody())
    succeeded = bool(known and user and user.password and user.active)
    SignInAttempt.objects.create(at=now, name=name.lower(), ip=ip, user=user, succeeded=succeeded)
    if user is None or not known or not user.password:
        raise SignInRefused("wrong")
    if not user.active:
        raise SignInRefused("disabled")
    token = secrets.token_urlsafe(32)
    Session.objects.create(
        token_hash=hashed(token),
        user=user,
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION_LIFE,
        ip=ip,
        user_agent=user_agent[:200],
    )
    return SignedIn(token, user)


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


def seen(session: Session, now: datetime) -> None:
    """Keeps a session alive; writes at most every five minutes."""
    if now - session.seen_at > SEEN_EVERY:
        Session.objects.filter(pk=session.pk).update(seen_at=now, expires_at=now + SESSION_LIFE)


def set_language(user_id: int, language: str) -> None:
    """Remembers the language a user chose."""
    User.objects.filter(pk=user_id).update(language=language)
