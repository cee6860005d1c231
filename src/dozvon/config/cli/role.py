"""`dozvon role`: what each role may do here."""

from __future__ import annotations

import argparse

from dozvon.config.cli import _installation
from dozvon.config.cli._errors import CommandRefused
from dozvon.core.actor import SYSTEM
from dozvon.core.roles import Permission, Role
from dozvon.platform.capabilities import grants


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    roles = subparsers.add_parser("role", help="what roles may do").add_subparsers(metavar="COMMAND", required=True)
    listed = roles.add_parser("list", help="every role with what it may do; + and - mark differences from the default")
    listed.set_defaults(run=_list)
    for name, told in (("allow", "give a role a permission"), ("deny", "take a permission from a role")):
        one = roles.add_parser(name, help=told)
        one.add_argument("role", metavar="ROLE")
        one.add_argument("permission", metavar="PERMISSION")
        one.set_defaults(run=_turn, given=name == "allow")
    roles.add_parser("reset", help="all roles as they come").set_defaults(run=_reset)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _list(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.accounts import rights

    told: dict[str, list[str]] = {}
    for cells in rights.grid(SYSTEM).values():
        for cell in cells:
            sign = "" if cell.given == cell.usual else "+" if cell.given else "-"
            if cell.given or cell.usual:
                told.setdefault(cell.role, []).append(sign + cell.permission)
    for role, marked in told.items():
        print(f"{role}: {', '.join(marked)}")
    return 0


def _turn(args: argparse.Namespace) -> int:
    role, permission = _role(args.role), _permission(args.permission)
    _installation.prepare()
    from dozvon.platform.accounts import rights, standing
    from dozvon.platform.accounts.errors import BadAccount

    given = standing.current().rights[role]
    wanted = given | {permission} if args.given else given - {permission}
    try:
        changed = rights.set_rights(SYSTEM, {role: wanted})
    except BadAccount as error:
        raise CommandRefused(str(error)) from None
    print(f"{role}: {permission} {'given' if args.given else 'taken away'}" if changed else "nothing to change")
    return 0


def _reset(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.accounts import rights

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
