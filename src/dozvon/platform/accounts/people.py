"""Employees: taken on, changed, closed and opened again by the administrator (domain, section 12).

An administrator of some shops looks after the people of those shops only, and cannot give away more than they have.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.core.roles import Role
from dozvon.platform.accounts import staff_state
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.models import Invitation, Session, User
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.accounts.profiles import GIVEN_ROLES, Profile, faults, role_of

_KEEPING = [Role.ADMIN.value]
"""The role whose right to manage people cannot be taken away: one such person must remain."""


def visible(actor: Actor) -> QuerySet[User]:
    """The people this actor looks after: nobody who may do more than the actor. Raises NotPermitted."""
    if not actor.may(MANAGE_USERS):
        raise NotPermitted
    rights = staff_state.current_state().rights
    found = User.objects.filter(role__in=[role.value for role in GIVEN_ROLES if actor.may_all(rights[role])])
    if actor.shops is None:
        return found
    return found.filter(shop_ids__isnull=False, shop_ids__contained_by=sorted(actor.shops))


def get(actor: Actor, user_id: int) -> User:
    """One of the actor's people. Raises NotPermitted and UserNotFound."""
    found = visible(actor).filter(pk=user_id).first()
    if found is None:
        raise UserNotFound
    return found


def staff_names(shop_id: int) -> list[str]:
    """The names of everybody who works for the shop now, by name."""
    there = User.objects.filter(Q(shop_ids__isnull=True) | Q(shop_ids__contains=[shop_id]), active=True)
    return list(there.order_by(Lower("name")).values_list("name", flat=True))


def hire(actor: Actor, profile: Profile) -> User:
    """A new employee without a password: they choose one by an invitation. Raises NotPermitted and BadAccount."""
    visible(actor)
    profile = _checked(actor, profile)
    with transaction.atomic():
        user = save_profile(User(), profile)
        note(actor, "person.hired", user, role=user.role)
    return user


def change(actor: Actor, user_id: int, profile: Profile) -> User:
    """The employee with all of the profile. Raises NotPermitted, UserNotFound and BadAccount."""
    visible(actor)
    profile = _checked(actor, profile)
    with transaction.atomic():
        user = _locked(actor, user_id)
        if _keeps(user.role, user.shop_ids) and not _keeps(profile.role, profile.shop_ids):
            _refuse_without_keeper(actor, user, "role" if profile.role not in _KEEPING else "shops")
        before = _told(user)
        save_profile(user, profile)
        turned = {name: [before[name], now] for name, now in _told(user).items() if before[name] != now}
        if turned:
            note(actor, "person.changed", user, **turned)
        if before["knows"] != user.knows or before["name"] != user.name:
            staff_state.bump_revision()
    return user


def _told(user: User) -> dict[str, Any]:
    """What the log of accounts tells of a person."""
    names = ("name", "role", "email", "language", "shop_ids", "knows")
    return {name: getattr(user, name) for name in names}


def close(actor: Actor, user_id: int) -> None:
    """The employee left: signed out everywhere, tokens and links dead; history keeps the name.

    Raises NotPermitted, UserNotFound, and BadAccount for oneself and for the last administrator.
    """
    with transaction.atomic():
        user = _locked(actor, user_id)
        _refuse_without_keeper(actor, user, "active")
        user.active = False
        user.save(update_fields=["active"])
        Session.objects.filter(user=user).delete()
        Invitation.objects.filter(user=user).update(token_hash=None)
        note(actor, "person.closed", user)
        staff_state.bump_revision()


def reopen(actor: Actor, user_id: int) -> None:
    """The employee is back, with the password they had. Raises NotPermitted and UserNotFound."""
    with transaction.atomic():
        user = _locked(actor, user_id)
        user.active = True
        user.save(update_fields=["active"])
        note(actor, "person.reopened", user)
        staff_state.bump_revision()


def save_profile(user: User, profile: Profile) -> User:
    """The checked profile written into the user's row. Raises BadAccount where another has the name or e-mail."""
    user.name, user.role, user.email = profile.name, role_of(profile.role) or profile.role, profile.email
    user.language, user.shop_ids, user.knows = profile.language, profile.shop_ids, profile.knows
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise BadAccount([FieldError("email" if "users_email_once" in str(error) else "name", "taken")]) from error
    return user


def _checked(actor: Actor, profile: Profile) -> Profile:
    profile = profile.tidy()
    found = faults(profile)
    given = profile.shop_ids
    if actor.shops is not None and (given is None or not actor.shops.issuperset(given)):
        found.append(FieldError("shops", "not_your_shop"))
    role = role_of(profile.role)
    if role is not None and not actor.may_all(staff_state.current_state().rights[role]):
        found.append(FieldError("role", "more_than_yours"))
    if found:
        raise BadAccount(found)
    return profile


def _locked(actor: Actor, user_id: int) -> User:
    """The person's row, and those of all who could let others in again: of two at once, the second waits."""
    get(actor, user_id)
    rows = User.objects.select_for_update().filter(Q(pk=user_id) | Q(role__in=_KEEPING)).order_by("pk")
    return next(user for user in rows if user.pk == user_id)


def _refuse_without_keeper(actor: Actor, user: User, field: str) -> None:
    """Nobody shuts themselves out, and somebody must remain who may manage people everywhere."""
    if user.pk == actor.user_id:
        raise BadAccount([FieldError(field, "oneself")])
    keepers = User.objects.filter(role__in=_KEEPING, active=True, shop_ids__isnull=True)
    if _keeps(user.role, user.shop_ids) and not keepers.exclude(pk=user.pk).exists():
        raise BadAccount([FieldError(field, "last_admin")])


def _keeps(role: str, shop_ids: list[int] | None) -> bool:
    return role in _KEEPING and shop_ids is None
