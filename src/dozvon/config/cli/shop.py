"""`dozvon shop create`, `set`, `holidays`, `day`: a storefront, its hours, and the pipeline it works by."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dozvon import presets
from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import FieldError
from dozvon.platform.console import CommandRefused
from dozvon.platform.shop_setting import shop_settings

if TYPE_CHECKING:
    from dozvon.shops.models import Shop


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    shops = subparsers.add_parser("shop", help="storefronts").add_subparsers(metavar="COMMAND", required=True)
    shop = shops.add_parser("create", help="open a shop")
    shop.add_argument("code", metavar="CODE")
    shop.add_argument("--preset", required=True, help=f"{', '.join(presets.names())}, or one loaded before")
    shop.add_argument("--timezone", required=True, metavar="ZONE", help="for example Europe/Moscow")
    shop.add_argument("--hours", default=None, metavar="HOURS", help='such as "mon-fri 09:00-18:00, sat 10:00-15:00"')
    shop.add_argument("--call-window", default=None, metavar="FROM-UNTIL", help="the client's own hours, 09:00-21:00")
    shop.add_argument("--name", default="")
    shop.add_argument("--country", default="RU", help="whose spelling of phones clients use: RU, UA, BY, KZ")
    shop.add_argument("--currency", default=None)
    shop.set_defaults(run=_create)
    change = shops.add_parser(
        "set",
        help="change how soon a shop answers, how long an order lies in hand, how long an action can be undone, "
        "how the shop delivers",
    )
    change.add_argument("code", metavar="CODE")
    for setting in shop_settings().values():
        told = f"{setting.title}: {setting.least} to {setting.most}, {setting.default} at first"
        change.add_argument(setting.option, metavar="NUMBER", help=told)
    change.add_argument("--delivery-ways", metavar="@FILE", help="ways with places, rates and points, from a TOML file")
    change.set_defaults(run=_set)
    closed = shops.add_parser("holidays", help="close a shop on a country's public holidays")
    closed.add_argument("code", metavar="CODE")
    closed.add_argument("--country", default="RU", help="ISO code of the calendar (RU)")
    closed.add_argument("--year", type=int, action="append", required=True, help="may be given several times")
    closed.set_defaults(run=_holidays)
    day = shops.add_parser("day", help="set the hours of one day that differs from the week")
    day.add_argument("code", metavar="CODE")
    day.add_argument("date", metavar="DATE", type=date.fromisoformat, help="such as 2026-12-31")
    day.add_argument("hours", metavar="HOURS", help="such as 10:00-15:00; `closed` for none")
    day.set_defaults(run=_day)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _set(args: argparse.Namespace) -> int:
    shop = _shop(args.code)
    from dozvon.shops.actions import set_numbers
    from dozvon.shops.errors import BadSettings
    from dozvon.shops.rules import read_numbers

    if args.delivery_ways is not None:
        _set_ways(shop, args.delivery_ways)
    given = {code: text for code in shop_settings() if (text := getattr(args, code)) is not None}
    try:
        numbers = read_numbers(given)
    except BadSettings as refused:
        raise _refusal(refused.errors) from None
    set_numbers(SYSTEM, shop.pk, numbers)
    shop.refresh_from_db()
    print(f"shop {shop.code}: {', '.join(f'{code} {shop.setting(code)}' for code in shop_settings())}")
    return 0


def _set_ways(shop: Shop, given: str) -> None:
    """The file's ways instead of those the shop had."""
    if not given.startswith("@"):
        raise CommandRefused("--delivery-ways: name a file after @, such as @ways.toml")
    from dozvon.delivery.actions import set_ways
    from dozvon.delivery.documents import LARGEST_FILE, read_file
    from dozvon.delivery.errors import BadWays

    try:
        text = Path(given[1:]).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CommandRefused(f"--delivery-ways: {given[1:]} cannot be read: {error}") from None
    if len(text) > LARGEST_FILE:
        raise CommandRefused("--delivery-ways: the file is longer than 1 MiB; leave out what is not needed")
    try:
        ways = read_file(text)
    except BadWays as refused:
        raise _refusal(refused.errors) from None
    set_ways(SYSTEM, shop.pk, ways)
    codes = ", ".join(way.code for way in ways)
    print(f"shop {shop.code}: delivery by {codes}" if ways else f"shop {shop.code}: no ways of its own")


def _holidays(args: argparse.Namespace) -> int:
    shop = _shop(args.code)
    from dozvon.shops import actions
    from dozvon.shops.errors import BadSettings

    try:
        fresh = sum(actions.import_holidays(SYSTEM, shop.pk, args.country.upper(), year) for year in args.year)
    except BadSettings as refused:
        raise _refusal(refused.errors) from None
    print(f"shop {shop.code}: closed on {fresh} more days; days with hours of their own keep them")
    return 0


def _day(args: argparse.Namespace) -> int:
    shop = _shop(args.code)
    from dozvon.shops import actions
    from dozvon.shops.errors import BadSettings

    try:
        actions.set_day(SYSTEM, shop.pk, args.date, "" if args.hours == "closed" else args.hours)
    except BadSettings as refused:
        raise _refusal(refused.errors) from None
    print(f"shop {shop.code}: {args.date} {args.hours}")
    return 0


def _refusal(errors: Sequence[FieldError]) -> CommandRefused:
    from dozvon.platform.wording import sentence

    return CommandRefused("; ".join(f"{error.field}: {sentence(error)}" for error in errors))


def _shop(code: str) -> Shop:
    _installation.prepare()
    from dozvon.shops.models import Shop

    shop = Shop.objects.filter(code=code).first()
    if shop is None:
        raise CommandRefused(f"there is no shop {code!r}; make it with `dozvon shop create`")
    return shop


def _create(args: argparse.Namespace) -> int:
    """Opens the shop."""
    _installation.prepare()
    from django.utils import timezone

    from dozvon.core.actor import SYSTEM
    from dozvon.pipelines.queries import newest_version
    from dozvon.publishing.actions.publish import publish
    from dozvon.shops import actions
    from dozvon.shops.errors import BadShop

    version = newest_version(args.preset)
    if version is None:
        if args.preset not in presets.names():
            known = ", ".join(presets.names())
            raise CommandRefused(f"--preset: there is no preset {args.preset!r}; use {known}, or load yours first")
        version = publish(SYSTEM, presets.preset(args.preset), timezone.now())
    try:
        shop = actions.create_shop(
            args.code,
            version,
            args.timezone,
            args.name,
            actions.WEEK if args.hours is None else args.hours,
            actions.WINDOW if args.call_window is None else args.call_window,
            args.country.upper(),
            args.currency,
        )
    except BadShop as error:
        raise CommandRefused(str(error)) from None
    print(f"shop {shop.code} ({args.preset}, {shop.zone})")
    return 0
