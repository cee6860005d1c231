"""`dozvon connection add`, `list`, `show`, `check`, `on`, `off`: accounts with providers outside."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM
from dozvon.platform.console import CommandRefused

if TYPE_CHECKING:
    from dozvon.platform.connections.models import Connection


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    group = subparsers.add_parser("connection", help="accounts with providers outside")
    commands = group.add_subparsers(metavar="COMMAND", required=True)
    new = commands.add_parser("add", help="connect a provider to shops; prints the connection's code on the last line")
    new.add_argument("port", metavar="PORT", help="what it is for, such as shop")
    new.add_argument("provider", metavar="PROVIDER", help="whose, such as woocommerce")
    new.add_argument(
        "--shop", action="append", default=[], metavar="CODE", help="may be given several times; all shops"
    )
    new.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting; =@FILE reads a file")
    new.add_argument(
        "--secret", action="append", default=[], metavar="NAME=@FILE", help="a secret, always from a file; - is stdin"
    )
    new.set_defaults(run=_add)
    commands.add_parser("list", help="list the connections").set_defaults(run=_list)
    show = _of_one(commands, "show", "show a connection, without its secrets", _show)
    show.add_argument("--json", action="store_true", help="as JSON")
    _of_one(commands, "check", "ask the other side whether the connection works", _check)
    _of_one(commands, "pull", "ask a shop for the orders we missed and for its products", _pull)
    _of_one(commands, "on", "use a connection again", _turn_on)
    _of_one(commands, "off", "use a connection no more", _turn_off)


def _of_one(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    told: str,
    carry_out: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=told)
    command.add_argument("code", metavar="CODE")
    command.set_defaults(run=carry_out)
    return command


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _add(args: argparse.Namespace) -> int:
    settings = dict(_setting(text) for text in args.set)
    secrets = dict(_secret(text) for text in args.secret)
    _installation.prepare()
    from dozvon.platform.connections import actions
    from dozvon.platform.connections.errors import BadConnection
    from dozvon.platform.connections.providers import provider

    try:
        hidden = {secret.name for secret in provider(args.port, args.provider).secrets} & set(settings)
        if hidden:
            raise CommandRefused(f"{', '.join(sorted(hidden))}: a secret; put it into a file: --secret NAME=@FILE")
        made = actions.add(SYSTEM, args.port, args.provider, _shops(args.shop), settings, secrets)
    except BadConnection as error:
        raise CommandRefused(str(error)) from None
    print(f"connection of {made.provider} for {', '.join(args.shop) or 'all shops'}:")
    print(made.code)
    return 0


def _setting(text: str) -> tuple[str, str]:
    name, value = _pair(text, "--set")
    return name, _read(value[1:], text) if value.startswith("@") else value


def _secret(text: str) -> tuple[str, str]:
    name, value = _pair(text, "--secret")
    if not value.startswith("@"):
        raise CommandRefused(f"--secret {name}: others could read it here; put it into a file: {name}=@FILE")
    return name, _read(value[1:], f"{name}={value}").rstrip("\r\n")


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandRefused(f"{option}: write it as NAME={'@FILE' if option == '--secret' else 'VALUE'}")
    return name, value


def _read(path: str, given: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandRefused(f"{given}: the file cannot be read ({error})") from error


def _shops(codes: list[str]) -> dict[int, str] | None:
    from dozvon.shops.models import Shop

    known = dict(Shop.objects.filter(code__in=codes).values_list("code", "pk"))
    if unknown := [code for code in codes if code not in known]:
        raise CommandRefused(f"there is no shop {unknown[0]!r}; make it with `dozvon shop create`")
    return {known[code]: code for code in codes} if codes else None


def _list(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.connections import access

    for one in access.visible(SYSTEM):
        print("\t".join([one.code, one.port, one.provider, one.state, ", ".join(_codes(one)) or "all shops"]))
    return 0


def _show(args: argparse.Namespace) -> int:
    shown = _presented(_get(args.code))
    if args.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        for name, value in shown.items():
            print(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    return 0


def _presented(one: Connection) -> dict[str, Any]:
    from dozvon.platform.secrets.sealing import Unreadable

    try:
        hook = one.hook_path() or None
    except Unreadable:
        hook = None
    return {
        "code": one.code,
        "port": one.port,
        "provider": one.provider,
        "shops": _codes(one),
        "state": one.state,
        "settings": one.settings,
        "hook": hook,
    }


def _codes(one: Connection) -> list[str]:
    from dozvon.shops.models import Shop

    return list(Shop.objects.filter(pk__in=one.shop_ids or []).order_by("code").values_list("code", flat=True))


def _check(args: argparse.Namespace) -> int:
    code = _get(args.code).code
    from dozvon.platform.connections import actions
    from dozvon.platform.connections.errors import BadConnection, CheckFailed

    try:
        actions.check(SYSTEM, code, datetime.now(UTC))
    except (BadConnection, CheckFailed) as error:
        print(f"{code}: {error}", file=sys.stderr)
        return 1
    print(f"{code}: works")
    return 0


def _pull(args: argparse.Namespace) -> int:
    source = _get(args.code)
    from dozvon.intake.actions import pulling
    from dozvon.intake.errors import CannotPull

    try:
        counts = pulling.pull(source, datetime.now(UTC))
    except CannotPull as error:
        print(f"{source.code}: {error}", file=sys.stderr)
        return 1
    print(f"{source.code}: {counts}")
    return 0


def _turn_on(args: argparse.Namespace) -> int:
    code = _get(args.code).code
    from dozvon.platform.connections import actions

    actions.turn_on(SYSTEM, code)
    print(f"{args.code}: on")
    return 0


def _turn_off(args: argparse.Namespace) -> int:
    code = _get(args.code).code
    from dozvon.platform.connections import actions

    actions.turn_off(SYSTEM, code)
    print(f"{args.code}: off")
    return 0


def _get(code: str) -> Connection:
    _installation.prepare()
    from dozvon.platform.connections import access
    from dozvon.platform.connections.errors import ConnectionNotFound

    try:
        return access.get(SYSTEM, code)
    except ConnectionNotFound:
        raise CommandRefused(f"there is no connection {code!r}; see `dozvon connection list`") from None
