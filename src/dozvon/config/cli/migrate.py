"""`dozvon migrate`: the schema brought up to date."""

from __future__ import annotations

import argparse

from dozvon.config.cli._installation import FOREIGN, NEWER, attach
from dozvon.platform.console import CommandRefused


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    subparsers.add_parser("migrate", help="bring the database's schema up to date")


def run(args: argparse.Namespace) -> int:
    """Makes the pending changes; says how many there were."""
    attach()
    from dozvon.platform.database import schema

    state = schema.state()
    if state in (schema.Schema.NEWER, schema.Schema.FOREIGN):
        raise CommandRefused(NEWER if state is schema.Schema.NEWER else FOREIGN)
    count = len(schema.pending())
    schema.migrate()
    print(f"The schema is up to date ({count} changes made)." if count else "The schema was up to date already.")
    return 0
