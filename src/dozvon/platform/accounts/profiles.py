"""What is known of an employee, and what may stand there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dozvon.core.errors import FieldError
from dozvon.core.roles import Role

LONGEST_NAME = 120
LONGEST_SKU = 64
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1000
"""Characters. Hashing takes longer with every one, so there is an end."""
GIVEN_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
_ALIASES = {"head_of_sales": Role.HEAD}


@dataclass(frozen=True, slots=True)
class Profile:
    """An employee as the administrator fills it in. `shop_ids` and `knows` None mean all: shops, products (SKUs)."""

    name: str
    role: str
    email: str | None = None
    language: str = "ru"
    shop_ids: list[int] | None = None
    knows: list[str] | None = None

    def tidy(self) -> Profile:
        """The same without stray blanks, empty strings and repetitions."""
        return Profile(
            " ".join(self.name.split()),
            self.role.strip().lower().replace("-", "_"),
            (self.email or "").strip() or None,
            self.language,
            None if self.shop_ids is None else sorted(set(self.shop_ids)),
            None if self.knows is None else list(dict.fromkeys(sku.strip() for sku in self.knows if sku.strip())),
        )


def role_of(code: str) -> Role | None:
    """The role of that code or of an older name for it; None where there is none that a person may have."""
    return _ALIASES.get(code) or next((role for role in GIVEN_ROLES if role.value == code), None)


def faults(profile: Profile) -> list[FieldError]:
    """Everything that is wrong with a tidy profile."""
    found = _name_faults(profile.name)
    if profile.email is not None and not _is_email(profile.email):
        found.append(FieldError("email", "not_email"))
    if role_of(profile.role) is None:
        allowed = ", ".join(role.value for role in GIVEN_ROLES)
        found.append(FieldError("role", "unknown", {"value": profile.role[:80], "allowed": allowed}))
    languages = [code for code, _ in settings.LANGUAGES]
    if profile.language not in languages:
        allowed = ", ".join(languages)
        found.append(FieldError("language", "unknown", {"value": profile.language[:80], "allowed": allowed}))
    if any(len(sku) > LONGEST_SKU for sku in profile.knows or ()):
        found.append(FieldError("knows", "too_long", {"limit": str(LONGEST_SKU)}))
    if any("\x00" in sku for sku in profile.knows or ()):
        found.append(FieldError("knows", "bad_character"))
    return found


def _name_faults(name: str) -> list[FieldError]:
    if not name:
        return [FieldError("name", "missing")]
    if len(name) > LONGEST_NAME:
        return [FieldError("name", "too_long", {"limit": str(LONGEST_NAME)})]
    return [FieldError("name", "bad_character")] if "\x00" in name else []


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def password_faults(password: str, name: str) -> list[FieldError]:
    """What is wrong with a password that a person chose; one that stands in every list of passwords is."""
    if len(password) < SHORTEST_PASSWORD:
        return [FieldError("password", "too_short", {"limit": str(SHORTEST_PASSWORD)})]
    if len(password) > LONGEST_PASSWORD:
        return [FieldError("password", "too_long", {"limit": str(LONGEST_PASSWORD)})]
    try:
        _common().validate(password)
    except ValidationError:
        return [FieldError("password", "common_password")]
    if password.strip().lower() == name.lower():
        return [FieldError("password", "common_password")]
    return []


@lru_cache(maxsize=1)
def _common() -> CommonPasswordValidator:
    """Twenty thousand passwords, read once and only by a process that needs them."""
    return CommonPasswordValidator()
