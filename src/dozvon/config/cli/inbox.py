"""`dozvon inbox replay`: reads again what came from outside."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM
from dozvon.platform.console import CommandRefused


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    inbox = subparsers.add_parser("inbox", help="what came from outside, as it came")
    commands = inbox.add_subparsers(metavar="COMMAND", required=True)
    replay = commands.add_parser("replay", help="read stored messages again; nothing is made twice")
    replay.add_argument("--connection", metavar="CODE", help="only what this connection brought")
    replay.add_argument(
        "--since",
        metavar="T",
        type=_moment,
        help="all since then, such as 2026-03-01T10:00+03:00 (else: those not done)",
    )
    replay.set_defaults(run=_replay)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write it as 2026-03-01T10:00+03:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _replay(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.connections import access
    from dozvon.platform.connections.errors import ConnectionNotFound
    from dozvon.platform.inbox.retrying import replay

    try:
        source = access.get(SYSTEM, args.connection).pk if args.connection else None
    except ConnectionNotFound:
        raise CommandRefused(f"there is no connection {args.connection!r}; see `dozvon connection list`") from None
    states = replay(SYSTEM, source, args.since, datetime.now(UTC))
    print(", ".join(f"{state}: {count}" for state, count in sorted(states.items())) or "nothing to read")
    return 1 if states["failed"] or states["partly"] else 0
