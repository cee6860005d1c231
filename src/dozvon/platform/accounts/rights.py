"""What each role may do: what capabilities declare, and where this installation differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.core.roles import Permission, Role
from dozvon.platform.accounts import staff_state
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import RoleRight
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.accounts.profiles import GIVEN_ROLES
from dozvon.platform.accounts.staff_state import FIXED
from dozvon.platform.capabilities import grants, usual_rights


@dataclass(frozen=True, slots=True)
class RightCell:
    """One crossing of the grid. `fixed` says why it cannot be changed: empty, `always` or `not_yours`."""

    role: Role
    permission: Permission
    given: bool
    usual: bool
    fixed: str


def grid(actor: Actor) -> dict[Permission, list[RightCell]]:
    """Permission → its cells by role. Raises NotPermitted."""
    if not actor.may(MANAGE_USERS):
        raise NotPermitted
    rights = staff_state.current_state().rights
    return {
        permission: [
            RightCell(
                role=role,
                permission=permission,
                given=permission in rights[role],
                usual=permission in usual_rights()[role],
                fixed=_fixed(actor, role, permission),
            )
            for role in GIVEN_ROLES
        ]
        for permission in grants()
    }


def _fixed(actor: Actor, role: Role, permission: Permission) -> str:
    if role in FIXED or (role is actor.role and permission == MANAGE_USERS):
        return "always"
    return "" if actor.shops is None and actor.may(permission) else "not_yours"


def set_rights(actor: Actor, wanted: Mapping[Role, Iterable[Permission]]) -> int:
    """Gives each of the roles exactly these permissions; returns how many cells changed.

    Raises NotPermitted, for who looks after some shops only too: roles are everybody's. Raises BadAccount where a
    cell is fixed, or where somebody gives or takes what they may not do themselves.
    """
    if not actor.may(MANAGE_USERS) or actor.shops is not None:
        raise NotPermitted
    with transaction.atomic():
        staff_state.bump_revision()
        rights = staff_state.current_state().rights
        turned = [
            (role, permission) for role, given in wanted.items() for permission in sorted(set(given) ^ rights[role])
        ]
        found = [
            FieldError(f"{role}.{permission}", "fixed_right" if reason == "always" else "not_your_right")
            for role, permission in turned
            if (reason := _fixed(actor, role, permission))
        ]
        if found:
            raise BadAccount(found)
        for role, permission in turned:
            _turn(actor, role, permission, permission not in rights[role])
        staff_state.bump_revision()
    return len(turned)


def _turn(actor: Actor, role: Role, permission: Permission, given: bool) -> None:
    own = RoleRight.objects.filter(role=role, permission=permission)
    if (permission in usual_rights()[role]) == given:
        own.delete()
    else:
        RoleRight.objects.update_or_create(role=role, permission=permission, defaults={"given": given})
    note(actor, "right.given" if given else "right.taken", role=role.value, permission=permission)


def reset(actor: Actor) -> int:
    """All roles as they come; returns how many cells changed. Raises as `set_rights`."""
    return set_rights(actor, {role: usual_rights()[role] for role in GIVEN_ROLES if role not in FIXED})
