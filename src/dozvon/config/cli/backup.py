"""`dozvon backup FILE [--files]` and `dozvon restore FILE`."""

from __future__ import annotations

import argparse
from pathlib import Path

from dozvon.config.cli._installation import attach
from dozvon.platform.capabilities import capabilities
from dozvon.platform.console import CommandRefused
from dozvon.platform.database import archive, dsn


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    backup = subparsers.add_parser("backup", help="write the whole database to a file")
    backup.add_argument("file", type=Path)
    backup.add_argument("--files", action="store_true", help="the kept files too, in FILE.files.tar")
    restore = subparsers.add_parser("restore", help="replace the database by a backup")
    restore.add_argument("file", type=Path)
    restore.add_argument("--force", action="store_true", help="also when the database is not empty")
    restore.set_defaults(run=run_restore)


def run(args: argparse.Namespace) -> int:
    """Writes the backup."""
    environment = attach()
    try:
        archive.backup(dsn.conninfo(environment.database_url, environment.home), args.file)
        print(f"{args.file}: {args.file.stat().st_size:,} bytes")
        _back_up_files(args)
    except OSError as error:
        raise CommandRefused(f"{args.file} cannot be written: {error.strerror}; name another file") from error
    return 0


def _back_up_files(args: argparse.Namespace) -> None:
    """Takes the bytes of kept files along, or says how much is left out. Their digests are in the database."""
    from dozvon.platform.database import schema
    from dozvon.platform.files import archive as files
    from dozvon.platform.files import queries

    if schema.state() is not schema.Schema.CURRENT:
        return
    if args.files:
        target = files.beside(args.file)
        saved = files.save(target, queries.blobs())
        print(f"{target}: {saved.count} files, {saved.size:,} bytes")
    elif count := sum(1 for _ in queries.blobs()):
        print(f"{count} kept files are not in it; --files takes them along")


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
    after = [statement for capability in capabilities() for statement in capability.after_restore]
    try:
        archive.restore(dsn.conninfo(environment.database_url, environment.home), args.file, after)
    except archive.BadArchive as error:
        raise CommandRefused(str(error)) from error
    except OSError as error:
        raise CommandRefused(f"{args.file} cannot be read: {error.strerror}") from error
    behind = schema.state() is schema.Schema.BEHIND
    print("Restored." + (" It is of an older Dozvon: run `dozvon migrate`." if behind else ""))
    if behind:
        return 0
    _tell_unreadable_secrets()
    return _restore_files(args)


def _tell_unreadable_secrets() -> None:
    from dozvon.platform.secrets import rotation

    for column in rotation.unreadable():
        print(f"Secrets sealed with another key, to be set anew: {column.purpose} of {', '.join(column.unreadable)}")


def _restore_files(args: argparse.Namespace) -> int:
    """Puts back the bytes that were taken along and names what is missing then; exit code 1 where something is."""
    from dozvon.platform.files import archive as files
    from dozvon.platform.files import queries

    source = files.beside(args.file)
    if source.exists():
        try:
            loaded = files.load(source)
        except files.BadFileArchive as error:
            raise CommandRefused(str(error)) from error
        print(f"{source}: {loaded.count} files, {loaded.size:,} bytes")
    lost = queries.missing(queries.blobs())
    for one in lost:
        print(f"missing: {one.digest} ({one.size:,} bytes) {', '.join(one.names)}")
    return 1 if lost else 0
