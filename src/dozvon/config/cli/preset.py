"""`dozvon preset`: the pipelines that come with the program, a proof of one's own, and its publication."""

from __future__ import annotations

import argparse
from pathlib import Path

from dozvon import presets
from dozvon.config.cli import _installation
from dozvon.core.pipeline.check import mistakes
from dozvon.core.pipeline.differences import Difference
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.load import LARGEST, dump
from dozvon.core.pipeline.mistake import BadPreset, Mistake
from dozvon.platform.console import CommandRefused


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    parser = subparsers.add_parser("preset", help="pipelines as TOML documents")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    commands.add_parser("list", help="name the presets that come with the program").set_defaults(run=_list)
    check = commands.add_parser("check", help="name every mistake in a preset, with its place and cure")
    check.add_argument("file", metavar="FILE", type=Path)
    check.set_defaults(run=_check)
    load = commands.add_parser("load", help="publish a preset; shops that work by its code go over to it")
    load.add_argument("file", metavar="FILE", type=Path)
    load.add_argument(
        "--map",
        metavar="OLD=NEW",
        action="append",
        default=[],
        help="open orders in status OLD, which the new version has not, go to NEW; once for each such status",
    )
    load.set_defaults(run=_load)
    update = commands.add_parser("update", help="publish the shipped preset where an earlier one of ours is in use")
    update.add_argument("code", metavar="CODE")
    update.add_argument("--dry-run", action="store_true", help="only say what would change")
    update.set_defaults(run=_update)
    export = commands.add_parser("export", help="print the newest published version, or the shipped preset")
    export.add_argument("code", metavar="CODE")
    export.set_defaults(run=_export)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _list(_: argparse.Namespace) -> int:
    """Prints `code, title, what is installed`; the last only where there is an installation."""
    standing = _standing() if _installation.is_there() else {}
    for name in presets.names():
        print("\t".join([name, presets.preset(name).title.en, *standing.get(name, ())]))
    return 0


def _standing() -> dict[str, list[str]]:
    """Code → how the installed version stands to the shipped one, for those that are installed."""
    _installation.prepare()
    from dozvon.publishing.actions.update import installed

    found = {name: installed(name) for name in presets.names()}
    advice = {
        "current": "up to date",
        "outdated": "outdated: run `dozvon preset update {code}`",
        "edited": "changed by hand; `dozvon preset update {code} --dry-run` says what differs",
    }
    return {
        code: [f"version {one.version.number}, {advice[one.freshness].format(code=code)}"]
        for code, one in found.items()
        if one is not None
    }


def _update(args: argparse.Namespace) -> int:
    """Publishes the shipped document over an earlier shipped one; otherwise says what differs."""
    code: str = args.code
    if code not in presets.names():
        raise CommandRefused(f"there is no preset {code!r}; `dozvon preset list` names the shipped ones")
    _installation.prepare()
    from django.utils import timezone

    from dozvon.core.actor import SYSTEM
    from dozvon.publishing.actions.update import differences_from_shipped, installed, update_to_shipped
    from dozvon.publishing.errors import StrandedOrders

    found = installed(code)
    if found is None:
        raise CommandRefused(f"no shop works by {code} yet; `dozvon shop create NAME --preset {code}` begins one")
    if found.freshness == "current":
        print(f"{code} version {found.version.number} is up to date")
        return 0
    for difference in differences_from_shipped(code, found.version):
        print(_difference(difference))
    if found.freshness == "edited":
        raise CommandRefused(
            f"{code} version {found.version.number} was changed by hand and stays; take over what you want by"
            f" `dozvon preset export {code}` and `dozvon preset load FILE`"
        )
    if args.dry_run:
        return 0
    try:
        version = update_to_shipped(SYSTEM, code, timezone.now())
    except StrandedOrders as error:
        raise CommandRefused(f"{error}; load the preset by hand and say where they go by --map OLD=NEW") from None
    print(f"{version.code} version {version.number}")
    return 0


def _difference(difference: Difference) -> str:
    place = ".".join([*(f"{part.section}.{part.code}" for part in difference.where), difference.field]).strip(".")
    if difference.what in ("added", "removed"):
        return f"{place}: {difference.what}"
    if difference.what == "order":
        return f"{place}: in another order"
    return f"{place}: {difference.before} → {difference.after}"


def _check(args: argparse.Namespace) -> int:
    """Prints `file: place: message — mend` for each mistake; exit code 1 when there is one."""
    file: Path = args.file
    try:
        pipeline = presets.read(_text(file), file.stem)
        found = mistakes(pipeline)
    except BadPreset as bad:
        found = bad.problems
    for mistake in found:
        print(_line(file, mistake))
    if found:
        return 1
    print(_summary(file, pipeline))
    return 0


def _load(args: argparse.Namespace) -> int:
    """Publishes the file's document as a new version of its code."""
    file: Path = args.file
    if _check(args):
        return 1
    _installation.prepare()
    from django.utils import timezone

    from dozvon.core.actor import SYSTEM
    from dozvon.publishing.actions.publish import publish
    from dozvon.publishing.errors import BadStatusMapping, StrandedOrders

    moves = _moves(args.map)
    try:
        version = publish(SYSTEM, presets.read(_text(file), file.stem), timezone.now(), moves)
    except StrandedOrders as error:
        raise CommandRefused(f"{error}, or say where they go by --map OLD=NEW") from None
    except BadStatusMapping as error:
        unknown = ", ".join(moves[status] for status in error.statuses)
        raise CommandRefused(f"--map: the new version has no status {unknown}; use one that it has") from None
    print(f"{version.code} version {version.number}")
    return 0


def _moves(written: list[str]) -> dict[str, str]:
    """Old status → new status."""
    pairs = [part.partition("=") for part in written]
    if not all(old.strip() and new.strip() for old, _, new in pairs):
        raise CommandRefused("--map: write OLD=NEW, such as --map checking=in_progress")
    return {old.strip(): new.strip() for old, _, new in pairs}


def _export(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.pipelines.queries import newest_version, read_pipeline

    version = newest_version(args.code)
    if version is not None:
        print(dump(read_pipeline(version.pk)), end="")
    elif args.code in presets.names():
        print(presets.text(args.code), end="")
    else:
        raise CommandRefused(f"there is no preset {args.code!r}; `dozvon preset list` names the shipped ones")
    return 0


def _text(file: Path) -> str:
    try:
        with file.open("rb") as source:
            # One byte more than any readable preset can have: `read` says that it is too long.
            return source.read(LARGEST * 4 + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandRefused(f"{file} is not a text in UTF-8; save it in that encoding") from None
    except OSError as failure:
        raise CommandRefused(f"{file} cannot be read: {failure.strerror}") from None


def _line(file: Path, mistake: Mistake) -> str:
    return f"{file}: {mistake.place}: {mistake.message} — {mistake.mend}"


def _summary(file: Path, pipeline: Pipeline) -> str:
    counts = ", ".join(
        f"{len(parts)} {name}"
        for name, parts in (
            ("statuses", pipeline.statuses),
            ("actions", pipeline.actions),
            ("ladders", pipeline.ladders),
            ("queues", pipeline.queues),
        )
    )
    return f"{file}: sound ({counts})"
