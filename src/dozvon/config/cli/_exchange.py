"""What commands that bring tables in and out share: the file, the report of each row, the exit code."""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from dozvon.platform.console import CommandRefused

if TYPE_CHECKING:
    from dozvon.exchange.headers import Columns
    from dozvon.exchange.outcomes import Import, ImportedRow, ImportTally

_SHOWN = 20  # bad rows printed where no report is asked for
_TOLD_EVERY = 10_000  # rows between two lines of progress


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declares what every import takes beside its file and shop."""
    parser.add_argument("--dry-run", action="store_true", help="say what would become of each row; write nothing")
    parser.add_argument("--report", metavar="FILE", type=Path, help="a CSV with what became of each row")
    parser.add_argument("--map", metavar="COLUMN=FIELD,…", default="", help="what columns mean; COLUMN= leaves one out")


def add_format(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Declares the format and the file of an export."""
    parser.add_argument(
        "--format",
        required=default is None,
        default=default,
        choices=["csv", "excel", "jsonl"],
        help="excel: CSV as Excel opens it" + (f" (default: {default})" if default else ""),
    )
    parser.add_argument("file", metavar="FILE", nargs="?", default="-", help="- is the standard output (default)")
    parser.parse_known_args = _file_last(parser.parse_known_args)  # type: ignore[method-assign, assignment]


_Parse = Callable[..., tuple[argparse.Namespace, list[str]]]


def _file_last(parse: _Parse) -> _Parse:
    """Python 3.11 gives an optional FILE up at the first option; this finds it behind the options too."""

    def parsed(*given: Any, **named: Any) -> tuple[argparse.Namespace, list[str]]:
        found, rest = parse(*given, **named)
        if len(rest) == 1 and found.file == "-" and (rest[0] == "-" or not rest[0].startswith("-")):
            found.file = rest.pop()
        return found, rest

    return parsed


def run_import(args: argparse.Namespace, begin: Callable[[BinaryIO, Mapping[str, str]], Import]) -> int:
    """Runs an import of `args.file` and tells of it; exit code 1 where a row failed."""
    from django.utils.translation import override

    from dozvon.exchange.errors import ExchangeRefused
    from dozvon.exchange.headers import read_map
    from dozvon.platform.wording import sentence

    with ExitStack() as files:
        try:
            source = files.enter_context(args.file.open("rb"))
            report = files.enter_context(_report(args.report)) if args.report else None
            running = begin(source, read_map(args.map))
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


def _follow(running: Import, report: TextIO | None) -> ImportTally:
    tally = running.tally
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


def _cells(outcome: ImportedRow, columns: Columns) -> list[str]:
    from dozvon.exchange.cells import disarmed
    from dozvon.platform.wording import sentence

    titles = dict.fromkeys(columns.title_of(error.field) for error in outcome.errors)
    messages = dict.fromkeys(sentence(error) for error in outcome.errors)
    shown = [str(outcome.row), outcome.outcome, str(outcome.id or ""), ", ".join(titles), " ".join(messages)]
    return [disarmed(cell) for cell in shown]


def run_export(args: argparse.Namespace, begin: Callable[[], Iterator[bytes]]) -> int:
    """Writes an export to `args.file`, or prints it."""
    from django.utils.translation import override

    from dozvon.exchange.errors import ExchangeRefused
    from dozvon.platform.wording import sentence

    try:
        pieces = begin()
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
