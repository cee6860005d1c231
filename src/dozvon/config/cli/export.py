"""`dozvon export`: orders, clients or the history as CSV or JSON lines."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dozvon.config.cli import _installation
from dozvon.config.cli._errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Iterator


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    export = subparsers.add_parser("export", help="orders, clients or the history as CSV or JSON lines")
    export.add_argument("what", choices=["orders", "clients", "events"])
    export.add_argument(
        "--format", required=True, choices=["csv", "excel", "jsonl"], help="excel: CSV as Excel opens it"
    )
    export.add_argument("--shop", metavar="CODE", help="only this shop (default: all)")
    export.add_argument("--since", metavar="DATE", type=_day, help="from this day of the shop on, such as 2026-03-01")
    export.add_argument("--until", metavar="DATE", type=_day, help="up to and with this day of the shop")
    export.add_argument("file", metavar="FILE", nargs="?", default="-", help="- is the standard output (default)")
    export.parse_known_args = _file_last(export.parse_known_args)  # type: ignore[method-assign, assignment]


_Parse = Callable[..., tuple[argparse.Namespace, list[str]]]


def _file_last(parse: _Parse) -> _Parse:
    """Python 3.11 gives an optional FILE up at the first option; this finds it behind the options too."""

    def parsed(*given: Any, **named: Any) -> tuple[argparse.Namespace, list[str]]:
        found, rest = parse(*given, **named)
        if len(rest) == 1 and found.file == "-" and (rest[0] == "-" or not rest[0].startswith("-")):
            found.file = rest.pop()
        return found, rest

    return parsed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-03-01") from None


def run(args: argparse.Namespace) -> int:
    """Writes the export."""
    _installation.prepare()
    from django.utils.translation import override

    from dozvon.core.actor import SYSTEM
    from dozvon.exchange.errors import ExchangeRefused
    from dozvon.exchange.exports import Format, What, export
    from dozvon.exchange.pages import Span
    from dozvon.exchange.wording import sentence

    span = Span(args.since, args.until)
    try:
        pieces = export(SYSTEM, What(args.what), Format(args.format), datetime.now(UTC), args.shop, span)
    except ExchangeRefused as refused:
        with override("en"):
            raise CommandRefused(sentence(refused.error)) from None
    if args.file == "-":
        return _print(pieces)
    _save(Path(args.file), pieces)
    return 0


def _print(pieces: Iterator[bytes]) -> int:
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`). Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _save(file: Path, pieces: Iterator[bytes]) -> None:
    """The file appears when it is whole; personal data is for its owner's eyes only."""
    part = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            for piece in pieces:
                target.write(piece)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandRefused(f"{file} cannot be written: {error.strerror}; name another file") from None
