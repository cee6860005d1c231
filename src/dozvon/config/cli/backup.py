"""`dozvon backup FILE` and `dozvon restore FILE`."""

from __future__ import annotations

import argparse
from pathlib import Path

from dozvon.config.cli._errors import CommandRefused
from dozvon.config.cli._installation import attach
from dozvon.platform.database import archive, dsn


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    backup = subparsers.add_parser("backup", help="write the whole database to a file")
    backup.add_argument("file", type=Path)
    restore = subparsers.add_parser("restore", help="replace the database by a backup")
    restore.add_argument("file", type=Path)
    restore.add_argument("--force", action="store_true", help="also when the database is not empty")
    restore.set_defaults(run=run_restore)


def run(args: argparse.Namespace) -> int:
    """Writes the backup."""
    environment = attach()
    try:
        archive.backup(dsn.conninfo(environment.database_url, environment.home), args.file)
    except OSError as error:
        raise CommandRefused(f"{args.file} cannot be written: {error.strerror}; name another file") from error
    print(f"{args.file}: {args.file.stat().st_size:,} bytes")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Restores the backup; refuses while others are connected, and a filled database without --force."""
    environment = attach()
    from django.db import connections

    from dozvon.platform.database import schema

    if schema.state() is not schema.Schema.EMPTY and not args.force:
        raise CommandRefused("The database is not empty; add --force to replace all that it holds")
    if others := schema.others_connected():
        raise CommandRefused(f"{others} other connections use the database; stop Dozvon everywhere first")
    connections.close_all()
    try:
        archive.restore(dsn.conninfo(environment.database_url, environment.home), args.file)
    except archive.BadArchive as error:
        raise CommandRefused(str(error)) from error
    except OSError as error:
        raise CommandRefused(f"{args.file} cannot be read: {error.strerror}") from error
    behind = schema.state() is schema.Schema.BEHIND
    print("Restored." + (" It is of an older Dozvon: run `dozvon migrate`." if behind else ""))
    if not behind:
        _tell_unreadable_secrets()
    return 0


def _tell_unreadable_secrets() -> None:
    from dozvon.platform.secrets import rotation

    for column in rotation.unreadable():
        print(f"Secrets sealed with another key, to be set anew: {column.purpose} of {', '.join(column.unreadable)}")
