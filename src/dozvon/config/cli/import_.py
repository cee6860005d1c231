"""`dozvon import`: clients or orders from CSV, a workbook or JSON lines, with a dry run and a report for each row."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from dozvon.config.cli import _exchange, _installation


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = subparsers.add_parser("import", help="clients or orders from CSV, a workbook or JSON lines")
    parser.add_argument("what", choices=["clients", "orders"])
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--shop", metavar="CODE", required=True, help="whose orders they are; whose country reads phones"
    )
    _exchange.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Imports the file; exit code 1 where a row failed."""
    _installation.prepare()
    from dozvon.core.actor import SYSTEM
    from dozvon.exchange.actions.import_clients import import_clients
    from dozvon.exchange.actions.import_orders import import_orders

    begin = import_orders if args.what == "orders" else import_clients
    return _exchange.run_import(
        args, lambda source, said: begin(SYSTEM, args.shop, source, said, datetime.now(UTC), dry_run=args.dry_run)
    )
