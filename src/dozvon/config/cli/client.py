"""`dozvon client export` and `dozvon client erase`: a client's data given out or erased at their request."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dozvon.config.cli import _installation
from dozvon.platform.console import CommandRefused

if TYPE_CHECKING:
    from dozvon.core.actor import Actor

_WHO = "the client's number, phone or e-mail"


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    commands = subparsers.add_parser("client", help="a client's data at their request").add_subparsers(
        metavar="COMMAND", required=True
    )
    export = commands.add_parser("export", help="write all that is held of a client to a file")
    export.add_argument("client", metavar="CLIENT", help=_WHO)
    export.add_argument(
        "--language", choices=["ru", "uk", "en"], default="ru", help="of the readable part (default: ru)"
    )
    export.add_argument("file", metavar="FILE", type=Path, help="ends with .zip (to read, and for programs) or .json")
    export.set_defaults(run=_export)
    erase = commands.add_parser("erase", help="erase who a client is, for good; what was sold stays")
    erase.add_argument("client", metavar="CLIENT", help=_WHO)
    erase.add_argument("--reason", required=True, help="kept with the act: a letter and its date, without the name")
    erase.add_argument("--confirm", type=int, metavar="NUMBER", help="the client's number, so that it is the right one")
    erase.set_defaults(run=_erase)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _client_id(text: str) -> int:
    """The one client that is meant. A number of up to nine digits is the client's own."""
    from dozvon.clients.queries import find_ids

    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    found = find_ids(text, 2)
    if len(found) != 1:
        how_many = "several clients" if found else "no client"
        raise CommandRefused(f"CLIENT: there is {how_many} of {text!r}; give {_WHO} in full")
    return found[0]


def _system() -> Actor:
    from dozvon.core.actor import SYSTEM

    return SYSTEM


def _export(args: argparse.Namespace) -> int:
    _installation.prepare()
    from django.utils.translation import override

    from dozvon.clients.errors import ClientNotFound
    from dozvon.privacy.dossier import dossier
    from dozvon.web.office.dossier import as_json, as_zip

    if args.file.suffix not in (".zip", ".json"):
        raise CommandRefused(f"FILE: {args.file} must end with .zip or .json")
    client_id = _client_id(args.client)
    try:
        held = dossier(_system(), client_id, datetime.now(UTC))
    except ClientNotFound:
        raise CommandRefused(f"CLIENT: there is no client {client_id}") from None
    with override(args.language):
        content = as_zip(held) if args.file.suffix == ".zip" else as_json(held)
    try:
        # Personal data: for its owner's eyes only.
        with os.fdopen(os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            target.write(content)
    except OSError as error:
        raise CommandRefused(f"FILE: {args.file} cannot be written: {error.strerror}; name another") from None
    print(f"client {client_id}: {len(held['orders'])} orders, {len(held['history'])} events in {args.file}")
    return 0


def _erase(args: argparse.Namespace) -> int:
    _installation.prepare()
    from django.utils.translation import override

    from dozvon.clients.errors import ClientNotFound
    from dozvon.platform.wording import sentence
    from dozvon.privacy.actions import erase
    from dozvon.privacy.errors import ErasureRefused

    client_id = _client_id(args.client)
    try:
        done = erase(_system(), client_id, args.reason, args.confirm, datetime.now(UTC))
    except ClientNotFound:
        raise CommandRefused(f"CLIENT: there is no client {client_id}") from None
    except ErasureRefused as refused:
        with override("en"):
            raise CommandRefused("; ".join(f"{e.field}: {sentence(e)}" for e in refused.errors)) from None
    emptied = done.emptied
    print(
        f"act {done.erasure_id}: {emptied['clients']} cards, {emptied['orders']} orders, {emptied['events']} events, "
        f"{emptied['intakes']} kept intakes, {emptied['searches']} searches"
    )
    return 0
