"""`dozvon field`: fields of the client card that the shop defines itself; all that the office can do with them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM
from dozvon.platform.console import CommandRefused

if TYPE_CHECKING:
    from dozvon.clients.models import ClientField

LANGUAGES = ("ru", "uk", "en")


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    fields = subparsers.add_parser("field", help="fields of the client card that the shop defines itself")
    commands = fields.add_subparsers(metavar="COMMAND", required=True)
    create = commands.add_parser("create", help="define a field")
    create.add_argument("code", metavar="CODE")
    create.add_argument("--type", required=True, help="text, number, money, day, moment, flag, choice or phone")
    create.add_argument("--title", default="", help="what people read (default: the code)")
    create.add_argument("--choice", action="append", default=[], help="a value of a choice; several times")
    create.set_defaults(run=_create)
    commands.add_parser("list", help="name the fields").set_defaults(run=_list)
    _add_change(commands)
    _add_choice(commands)
    order = commands.add_parser("order", help="put the fields into this order on the card")
    order.add_argument("codes", metavar="CODE", nargs="+", help="all that are not retired, each once")
    order.set_defaults(run=_order)
    for name, told in (
        ("retire", "ask for the field no more; cards keep what they have in it"),
        ("restore", "ask for a retired field again"),
    ):
        one = commands.add_parser(name, help=told)
        one.add_argument("code", metavar="CODE")
        one.set_defaults(run=_retire, retired=name == "retire")
    delete = commands.add_parser("delete", help="delete a field and what the cards have in it, for good")
    delete.add_argument("code", metavar="CODE")
    delete.add_argument("--losing", metavar="CARDS", type=int, default=0, help="how many cards lose something (0)")
    delete.set_defaults(run=_delete)


def _add_change(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    change = commands.add_parser("set", help="change the titles of a field or its list of choices")
    change.add_argument("code", metavar="CODE")
    change.add_argument("--title", help="what people read, in every language")
    for language in LANGUAGES:
        change.add_argument(f"--title-{language}", metavar="TITLE", help="the same in this language only")
    change.add_argument(
        "--choice", action="append", help="the new list, a value each; cards keep a value that is no more in it"
    )
    change.set_defaults(run=_change)


def _add_choice(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rename = commands.add_parser("rename-choice", help="call a choice otherwise, on the cards that have it too")
    rename.add_argument("code", metavar="CODE")
    rename.add_argument("was", metavar="OLD")
    rename.add_argument("now", metavar="NEW")
    rename.set_defaults(run=_rename_choice)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


@contextmanager
def _installed() -> Iterator[None]:
    """The installation prepared; what the actions refuse is said in a sentence."""
    _installation.prepare()
    from dozvon.clients.errors import BadClient, FieldNotFound
    from dozvon.platform.wording import sentence

    try:
        yield
    except BadClient as refused:
        raise CommandRefused("; ".join(f"{error.field}: {sentence(error)}" for error in refused.errors)) from None
    except FieldNotFound:
        raise CommandRefused("CODE: there is no such field; `dozvon field list` names all") from None


@_installed()
def _create(args: argparse.Namespace) -> int:
    from dozvon.clients.actions.define import define_field

    title = args.title or args.code
    field = define_field(SYSTEM, args.code, dict.fromkeys(LANGUAGES, title), args.type, args.choice)
    print(f"field {field.code} ({field.type})")
    return 0


@_installed()
def _list(_: argparse.Namespace) -> int:
    return _print_all()


def _print_all() -> int:
    from dozvon.clients.queries import every_field

    for field in every_field():
        print(_line(field))
    return 0


def _line(field: ClientField) -> str:
    retired = "\tretired" if field.retired else ""
    return f"{field.code}\t{field.type}\t{field.title.get('ru', '')}\t{', '.join(field.choices)}{retired}"


@_installed()
def _change(args: argparse.Namespace) -> int:
    from dozvon.clients.actions.define import change_field
    from dozvon.clients.models import ClientField

    given = {language: said for language in LANGUAGES if (said := _title(args, language)) is not None}
    if not given and args.choice is None:
        raise CommandRefused("say what to change: --title, --title-ru, --title-uk, --title-en or --choice")
    stands = ClientField.objects.filter(code=args.code).first()
    titles = {**(stands.title if stands else {}), **given} if given else None
    print(_line(change_field(SYSTEM, args.code, titles, args.choice)))
    return 0


def _title(args: argparse.Namespace, language: str) -> str | None:
    own: str | None = getattr(args, f"title_{language}")
    return args.title if own is None else own


@_installed()
def _rename_choice(args: argparse.Namespace) -> int:
    from dozvon.clients.actions.define import rename_choice

    field, cards = rename_choice(SYSTEM, args.code, args.was, args.now)
    print(f"{_line(field)}\n{cards} cards changed")
    return 0


@_installed()
def _order(args: argparse.Namespace) -> int:
    from dozvon.clients.actions.define import order_fields

    order_fields(SYSTEM, args.codes)
    return _print_all()


@_installed()
def _retire(args: argparse.Namespace) -> int:
    from dozvon.clients.actions.define import change_field

    print(_line(change_field(SYSTEM, args.code, retired=args.retired)))
    return 0


@_installed()
def _delete(args: argparse.Namespace) -> int:
    from dozvon.clients.actions.define import remove_field

    remove_field(SYSTEM, args.code, args.losing)
    print(f"field {args.code} deleted, {args.losing} cards emptied")
    return 0
