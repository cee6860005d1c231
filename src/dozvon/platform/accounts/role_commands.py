"""What `dozvon role` does."""

from __future__ import annotations

import argparse

from dozvon.core.actor import SYSTEM
from dozvon.core.roles import Permission, Role
from dozvon.platform.accounts import rights, staff_state
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.capabilities import grants
from dozvon.platform.console import CommandRefused


def list_roles(_args: argparse.Namespace) -> int:
    """Prints every role with what it may do."""
    told: dict[str, list[str]] = {}
    for cells in rights.grid(SYSTEM).values():
        for cell in cells:
            sign = "" if cell.given == cell.usual else "+" if cell.given else "-"
            if cell.given or cell.usual:
                told.setdefault(cell.role, []).append(sign + cell.permission)
    for role, marked in told.items():
        print(f"{role}: {', '.join(marked)}")
    return 0


def turn_right(args: argparse.Namespace) -> int:
    """Gives a role a permission, or takes it."""
    role, permission = _role(args.role), _permission(args.permission)
    given = staff_state.current_state().rights[role]
    wanted = given | {permission} if args.given else given - {permission}
    try:
        changed = rights.set_rights(SYSTEM, {role: wanted})
    except BadAccount as error:
        raise CommandRefused(str(error)) from None
    print(f"{role}: {permission} {'given' if args.given else 'taken away'}" if changed else "nothing to change")
    return 0


def reset_roles(_args: argparse.Namespace) -> int:
    """All roles as they come."""
    print(f"{rights.reset(SYSTEM)} cells changed")
    return 0


def _role(code: str) -> Role:
    known = {role.value: role for role in Role if role is not Role.SYSTEM}
    if code not in known:
        raise CommandRefused(f"ROLE: there is no role {code!r}; choose one of {', '.join(known)}")
    return known[code]


def _permission(code: str) -> Permission:
    if code not in grants():
        raise CommandRefused(f"PERMISSION: there is no permission {code!r}; choose one of {', '.join(grants())}")
    return Permission(code)
