"""`dozvon secrets rotate`: everything sealed once more with a new version of the key."""

from __future__ import annotations

import argparse

from dozvon.config.cli import _installation


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    secrets = subparsers.add_parser("secrets", help="sealed secrets").add_subparsers(metavar="COMMAND", required=True)
    rotate = secrets.add_parser("rotate", help="seal every secret again with a new version of the key")
    rotate.set_defaults(run=_rotate)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _rotate(args: argparse.Namespace) -> int:
    """Seals everything again; exit code 1 where something cannot be read."""
    _installation.prepare()
    from dozvon.platform.secrets import rotation

    done = rotation.rotate()
    for column in done:
        print(f"{column.purpose}: {column.count} sealed again")
        for owner in column.unreadable:
            print(f"{column.purpose}: {owner} cannot be read with this key; name the key it was sealed with in")
            print("  DOZVON_SECRET_KEY_OLD and repeat, or set the secret anew")
    return 1 if any(column.unreadable for column in done) else 0
