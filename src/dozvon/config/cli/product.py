"""`dozvon product import` and `export`: a shop's products from a price list, and as one."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from dozvon.config.cli import _exchange, _installation
from dozvon.platform.console import CommandRefused


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    products = subparsers.add_parser("product", help="products of the shops, as tables")
    commands = products.add_subparsers(metavar="COMMAND", required=True)
    taken = commands.add_parser("import", help="make and change products from CSV, a workbook (.xlsx) or JSON lines")
    taken.add_argument("file", metavar="FILE", type=Path)
    taken.add_argument("--shop", metavar="CODE", help="whose products they are (default: the only shop)")
    _exchange.add_options(taken)
    taken.set_defaults(run=_import)
    given = commands.add_parser("export", help="products as a table that an import reads back")
    given.add_argument("--shop", metavar="CODE", help="only this shop (default: all)")
    _exchange.add_format(given, default="csv")
    given.set_defaults(run=_export)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _import(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.core.actor import SYSTEM
    from dozvon.exchange.actions.import_products import import_products

    shop = args.shop or _only_shop()
    return _exchange.run_import(
        args, lambda source, said: import_products(SYSTEM, shop, source, said, dry_run=args.dry_run)
    )


def _only_shop() -> str:
    from dozvon.core.actor import SYSTEM
    from dozvon.shops.queries import shops_of

    codes = [shop.code for shop in shops_of(SYSTEM)]
    if len(codes) != 1:
        named = f"say which: {', '.join(codes)}" if codes else "make a shop with `dozvon shop create`"
        raise CommandRefused(f"--shop: {named}")
    return codes[0]


def _export(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.core.actor import SYSTEM
    from dozvon.exchange.exports import Format, What, export

    return _exchange.run_export(
        args, lambda: export(SYSTEM, What.PRODUCTS, Format(args.format), datetime.now(UTC), args.shop)
    )
