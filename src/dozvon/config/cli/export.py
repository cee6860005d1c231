"""`dozvon export`: orders, clients or the history as CSV or JSON lines."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from dozvon.config.cli import _exchange, _installation


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    export = subparsers.add_parser("export", help="orders, clients or the history as CSV or JSON lines")
    export.add_argument("what", choices=["orders", "clients", "events"])
    export.add_argument("--shop", metavar="CODE", help="only this shop (default: all)")
    export.add_argument("--since", metavar="DATE", type=_day, help="from this day of the shop on, such as 2026-03-01")
    export.add_argument("--until", metavar="DATE", type=_day, help="up to and with this day of the shop")
    _exchange.add_format(export)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-03-01") from None


def run(args: argparse.Namespace) -> int:
    """Writes the export."""
    _installation.prepare()
    from dozvon.core.actor import SYSTEM
    from dozvon.exchange.exports import Format, What, export
    from dozvon.exchange.pages import ExportPeriod

    span = ExportPeriod(args.since, args.until)
    return _exchange.run_export(
        args, lambda: export(SYSTEM, What(args.what), Format(args.format), datetime.now(UTC), args.shop, span)
    )
