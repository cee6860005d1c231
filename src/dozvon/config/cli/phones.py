"""`dozvon phones import`, `dozvon cities import`, `dozvon streets import`: places and number ranges from files;
`dozvon streets learn`: the streets of earlier orders."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dozvon.config.cli import _installation
from dozvon.platform.console import CommandRefused

if TYPE_CHECKING:
    from dozvon.geo.actions.imports import Imported

_SHOWN = 20  # bad rows printed; the count says how many there are in all


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    for name, what, run_it in (
        ("phones", "number ranges of the Russian numbering plan (DEF-9xx.csv, ABC-*.csv)", _phones),
        ("cities", "a directory of cities with postcodes (CSV)", _cities),
        ("streets", "streets with their houses (CSV: city, street, house)", _streets),
    ):
        commands = subparsers.add_parser(name, help=what).add_subparsers(metavar="COMMAND", required=True)
        command = commands.add_parser("import", help=f"load {what}; the older set is replaced at once")
        command.add_argument("file", metavar="FILE", type=Path)
        command.set_defaults(run=run_it)
        if name == "streets":
            learn = commands.add_parser("learn", help="count the streets of all orders anew; imported ones stay")
            learn.set_defaults(run=_learn)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _phones(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.geo import errors
    from dozvon.geo.actions import imports

    try:
        done = imports.import_phone_ranges(args.file, _progress)
    except errors.ImportRefused as refused:
        raise _refusal(refused) from None
    report(done, "number ranges")
    return 0


def _cities(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.geo import errors
    from dozvon.geo.actions import imports

    try:
        done = imports.import_cities(args.file)
    except errors.ImportRefused as refused:
        raise _refusal(refused) from None
    report(done, "cities")
    return 0


def _streets(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.geo import errors
    from dozvon.geo.actions.streets import import_streets

    try:
        done = import_streets(args.file)
    except errors.ImportRefused as refused:
        raise _refusal(refused) from None
    report(done, "streets")
    return 0


def _learn(_args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.orders.actions.streets import learn

    print(f"{learn()} streets of orders are offered")
    return 0


def report(done: Imported, what: str) -> None:
    """Prints what was loaded, from where it went on, the bad rows and the territories without a zone."""
    if done.unchanged:
        print(f"{done.rows} {what}: this file is in use already")
    else:
        resumed = f", {done.resumed} of them by an earlier run" if done.resumed else ""
        print(f"{done.rows} {what} in use{resumed}")
    _bad(done.bad)
    for territory, count in sorted(done.unresolved.items()):
        print(f"no zone for {territory!r}: {count} ranges")


def _refusal(refused: Exception) -> CommandRefused:
    _bad(getattr(refused, "report", ()))
    return CommandRefused(str(refused))


def _bad(rows: tuple[str, ...]) -> None:
    for row in rows[:_SHOWN]:
        print(row, file=sys.stderr)
    if len(rows) > _SHOWN:
        print(f"… and {len(rows) - _SHOWN} more bad rows", file=sys.stderr)


def _progress(done: int, of: int) -> None:
    same_line = sys.stderr.isatty() and done < of
    print(f"\r{done} of {of}", end="" if same_line else "\n", file=sys.stderr, flush=True)
