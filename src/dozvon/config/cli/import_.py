"""`dozvon import`: clients or orders from CSV or JSON lines, with a dry run and a report for each row."""

from __future__ import annotations

import argparse
import csv
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from dozvon.config.cli import _installation
from dozvon.config.cli._errors import CommandRefused

if TYPE_CHECKING:
    from dozvon.exchange.headers import Columns
    from dozvon.exchange.outcomes import Import, Outcome, Tally

_SHOWN = 20  # bad rows printed where no report is asked for
_TOLD_EVERY = 10_000  # rows between two lines of progress


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = subparsers.add_parser("import", help="clients or orders from CSV or JSON lines")
    parser.add_argument("what", choices=["clients", "orders"])
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--shop", metavar="CODE", required=True, help="whose orders they are; whose country reads phones"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would become of each row; write nothing")
    parser.add_argument("--report", metavar="FILE", type=Path, help="a CSV with what became of each row")
    parser.add_argument("--map", metavar="COLUMN=FIELD,…", default="", help="what columns mean; COLUMN= leaves one out")


def run(args: argparse.Namespace) -> int:
    """Imports the file; exit code 1 where a row failed."""
    _installation.prepare()
    from django.utils.translation import override

    from dozvon.core.actor import SYSTEM
    from dozvon.exchange.actions.import_clients import import_clients
    from dozvon.exchange.actions.import_orders import import_orders
    from dozvon.exchange.errors import ExchangeRefused
    from dozvon.exchange.headers import read_map
    from dozvon.exchange.wording import sentence

    begin = import_orders if args.what == "orders" else import_clients
    with ExitStack() as files:
        try:
            source = files.enter_context(args.file.open("rb"))
            report = files.enter_context(_report(args.report)) if args.report else None
            running = begin(SYSTEM, args.shop, source, read_map(args.map), datetime.now(UTC), dry_run=args.dry_run)
        except OSError as error:
            raise CommandRefused(f"{error.filename}: {error.strerror}; check the path") from None
        except ExchangeRefused as refused:
            with override("en"):
                raise CommandRefused(f"{args.file}: {sentence(refused.error)}") from None
        tally = _follow(running, report)
    if running.columns.unused:
        print(f"columns not used: {', '.join(running.columns.unused)}", file=sys.stderr)
    print(f"{'dry run, nothing written: ' if args.dry_run else ''}{tally}")
    return 1 if tally.counts["error"] else 0


def _report(file: Path) -> TextIO:
    """With a byte order mark and semicolons: people open it in Excel."""
    report = file.open("w", encoding="utf-8-sig", newline="")
    csv.writer(report, delimiter=";").writerow(["row", "outcome", "id", "column", "message"])
    return report


def _follow(running: Import, report: TextIO | None) -> Tally:
    from dozvon.exchange.outcomes import Tally

    tally = Tally()
    table = csv.writer(report, delimiter=";") if report is not None else None
    for outcome in running.outcomes:
        tally.add(outcome)
        if table is not None:
            table.writerow(_cells(outcome, running.columns))
        elif outcome.outcome == "error" and tally.counts["error"] <= _SHOWN:
            row, _, _, column, message = _cells(outcome, running.columns)
            print(f"row {row}: {column}: {message}", file=sys.stderr)
        if tally.counts.total() % _TOLD_EVERY == 0:
            print(f"{tally.counts.total()} rows", file=sys.stderr, flush=True)
    hidden = tally.counts["error"] - _SHOWN
    if table is None and hidden > 0:
        print(f"… and {hidden} more; --report FILE names them all", file=sys.stderr)
    return tally


def _cells(outcome: Outcome, columns: Columns) -> list[str]:
    from dozvon.exchange.cells import disarmed
    from dozvon.exchange.wording import sentence

    titles = dict.fromkeys(columns.title_of(error.field) for error in outcome.errors)
    messages = dict.fromkeys(sentence(error) for error in outcome.errors)
    shown = [str(outcome.row), outcome.outcome, str(outcome.id or ""), ", ".join(titles), " ".join(messages)]
    return [disarmed(cell) for cell in shown]
