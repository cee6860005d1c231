"""What commands have in common.

A capability may bring a module `commands` with `add(subparsers)`: it declares the commands and imports nothing of
Django, because it is read for `dozvon --help`. Each names what carries it out by a dotted path
(`set_defaults(carried_out_by="dozvon.platform.accounts.role_commands.reset")`), which is called with the parsed
arguments once the database is ready, and returns the exit code.
"""

from __future__ import annotations


class CommandRefused(Exception):
    """The command cannot be carried out; the message is one sentence with the cure. Exit code 2."""
