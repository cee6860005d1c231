"""`dozvon role`: what each role may do here."""

from __future__ import annotations

import argparse

_CARRIED_OUT = "dozvon.platform.accounts.role_commands"


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    roles = subparsers.add_parser("role", help="what roles may do").add_subparsers(metavar="COMMAND", required=True)
    listed = roles.add_parser("list", help="every role with what it may do; + and - mark differences from the default")
    listed.set_defaults(carried_out_by=f"{_CARRIED_OUT}.list_roles")
    for name, told in (("allow", "give a role a permission"), ("deny", "take a permission from a role")):
        one = roles.add_parser(name, help=told)
        one.add_argument("role", metavar="ROLE")
        one.add_argument("permission", metavar="PERMISSION")
        one.set_defaults(carried_out_by=f"{_CARRIED_OUT}.turn_right", given=name == "allow")
    reset = roles.add_parser("reset", help="all roles as they come")
    reset.set_defaults(carried_out_by=f"{_CARRIED_OUT}.reset_roles")
