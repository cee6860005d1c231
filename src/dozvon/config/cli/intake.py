"""`dozvon intake list` and `retry`: what came in and could not become an order."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM
from dozvon.platform.console import CommandRefused


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    intake = subparsers.add_parser("intake", help="what came in and could not become an order")
    commands = intake.add_subparsers(metavar="COMMAND", required=True)
    commands.add_parser("list", help="name the intakes that failed").set_defaults(run=_list)
    retry = commands.add_parser("retry", help="read a failed intake again")
    retry.add_argument("id", metavar="ID", type=int)
    retry.set_defaults(run=_retry)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _list(_: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.inbox.models import DONE, InboxMessage

    for raw in InboxMessage.objects.exclude(state=DONE).defer("body").order_by("id").iterator():
        print(f"{raw.pk}\t{raw.received_at:%Y-%m-%d %H:%M}\t{raw.kind}\t{raw.state}\t{raw.errors[:3]}")
    return 0


def _retry(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.intake.errors import IntakeRefused
    from dozvon.platform.inbox.readers import MessageNotFound
    from dozvon.platform.inbox.retrying import retry
    from dozvon.platform.wording import sentence

    try:
        raw = retry(SYSTEM, args.id, datetime.now(UTC))
    except MessageNotFound:
        raise CommandRefused(f"there is no failed intake {args.id}; `dozvon intake list` names them") from None
    except IntakeRefused as refused:
        for error in refused.errors:
            print(f"{error.field}: {sentence(error)}")
        return 1
    print(f"intake {raw.pk}: {raw.state}")
    return 0 if raw.state == "done" else 1
