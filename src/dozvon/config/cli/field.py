"""`dozvon field create` and `list`: fields of the client card that the shop defines itself."""

from __future__ import annotations

import argparse

from dozvon.config.cli import _installation
from dozvon.config.cli._errors import CommandRefused
from dozvon.core.actor import SYSTEM


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    fields = subparsers.add_parser("field", help="fields of the client card that the shop defines itself")
    commands = fields.add_subparsers(metavar="COMMAND", required=True)
    create = commands.add_parser("create", help="define a field")
    create.add_argument("code", metavar="CODE")
    create.add_argument("--type", required=True, help="text, number, day, flag or choice")
    create.add_argument("--title", default="", help="what people read (default: the code)")
    create.add_argument("--choice", action="append", default=[], help="a value of a choice; several times")
    create.set_defaults(run=_create)
    commands.add_parser("list", help="name the fields").set_defaults(run=_list)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _create(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.clients.actions.define import define_field
    from dozvon.clients.errors import BadClient
    from dozvon.platform.wording import sentence

    title = args.title or args.code
    try:
        field = define_field(SYSTEM, args.code, {"ru": title, "uk": title, "en": title}, args.type, args.choice)
    except BadClient as refused:
        error = refused.errors[0]
        raise CommandRefused(f"{error.field}: {sentence(error)}") from None
    print(f"field {field.code} ({field.type})")
    return 0


def _list(_: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.clients.queries import every_field

    for field in every_field():
        retired = "\tretired" if field.retired else ""
        print(f"{field.code}\t{field.type}\t{field.title.get('ru', '')}\t{', '.join(field.choices)}{retired}")
    return 0
