"""`dozvon doctor`: what is wrong with this installation and how to mend it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from dozvon.config import env
from dozvon.config.cli import _checks
from dozvon.config.cli._installation import attach
from dozvon.platform.checks import BAD, Finding
from dozvon.platform.database.errors import DatabaseUnavailable


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    doctor = subparsers.add_parser("doctor", help="say what is wrong with this installation and how to mend it")
    doctor.add_argument("--port", type=int, default=8000, help="the port that will be served (8000)")


def run(args: argparse.Namespace) -> int:
    """Prints one line per finding; 1 when something is wrong, notes alone are not."""
    worst = 0
    for finding in _findings(env.read(), args.port):
        print(f"{finding.grade:>4}  {finding.what}: {finding.sentence}")
        if finding.grade == BAD:
            worst = 1
    return worst


def _findings(environment: env.Environment, port: int) -> Iterator[Finding]:
    yield from _checks.program(environment)
    try:
        attach()
    except DatabaseUnavailable as error:
        yield Finding(BAD, "database", str(error))
    else:
        from dozvon.config.cli import _database_checks

        yield from _database_checks.database()
    if environment.home.is_dir():
        yield from _checks.home(environment)
    yield from _checks.clock(environment)
    yield from _checks.port(port)(environment)
