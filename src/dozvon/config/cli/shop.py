"""`dozvon shop create`: a storefront with its hours and the pipeline it works by."""

from __future__ import annotations

import argparse

from dozvon import presets
from dozvon.config.cli import _installation
from dozvon.config.cli._errors import CommandRefused


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
    shop.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Opens the shop."""
    _installation.prepare()
    from dozvon.shops import actions
    from dozvon.shops.errors import BadShop
    from dozvon.shops.models import PipelineVersion

    version = PipelineVersion.objects.filter(code=args.preset).order_by("-number").first()
    if version is None:
        if args.preset not in presets.names():
            known = ", ".join(presets.names())
            raise CommandRefused(f"--preset: there is no preset {args.preset!r}; use {known}, or load yours first")
        version = actions.publish(presets.preset(args.preset))
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
