"""`dozvon user create` and `dozvon token create`: people and their programs' keys."""

from __future__ import annotations

import argparse

from dozvon.config.cli import _installation
from dozvon.core.roles import Role
from dozvon.platform.console import CommandRefused


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    users = subparsers.add_parser("user", help="people who work here").add_subparsers(metavar="COMMAND", required=True)
    user = users.add_parser("create", help="make an account")
    user.add_argument("name", metavar="NAME")
    user.add_argument("--role", required=True, help=", ".join(role for role in Role if role is not Role.SYSTEM))
    user.add_argument("--email")
    user.add_argument("--password", help="without one the person cannot sign in to the desk, tokens work")
    user.add_argument("--knows", default="*", help="products the person may be handed: '*' or sku,sku (default: all)")
    user.add_argument("--shop", action="append", metavar="CODE", help="only this shop; may be given several times")
    user.add_argument("--language", choices=["ru", "uk", "en"], default="ru")
    user.set_defaults(run=_create_user)
    tokens = subparsers.add_parser("token", help="keys for programs").add_subparsers(metavar="COMMAND", required=True)
    token = tokens.add_parser("create", help="make a token and print it once, alone on its line")
    token.add_argument("--user", required=True, metavar="NAME")
    token.add_argument("--scope", required=True, action="append", help="intake, desk or admin")
    token.set_defaults(run=_create_token)


def run(args: argparse.Namespace) -> int:
    """Carries out the command that was parsed."""
    return int(args.run(args))


def _create_user(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.accounts.actions import create_user
    from dozvon.platform.accounts.errors import BadAccount

    knows = None if args.knows.strip() == "*" else [sku.strip() for sku in args.knows.split(",") if sku.strip()]
    try:
        user = create_user(args.name, args.role, args.email, args.password, knows, _shop_ids(args.shop), args.language)
    except BadAccount as error:
        raise CommandRefused(str(error)) from None
    print(f"user {user.name} ({user.role})")
    return 0


def _shop_ids(codes: list[str] | None) -> list[int] | None:
    from dozvon.shops.models import Shop

    if codes is None:
        return None
    known = dict(Shop.objects.filter(code__in=codes).values_list("code", "pk"))
    missing = [code for code in codes if code not in known]
    if missing:
        raise CommandRefused(f"--shop: there is no shop {missing[0]!r}; make it with `dozvon shop create`")
    return sorted(known.values())


def _create_token(args: argparse.Namespace) -> int:
    _installation.prepare()
    from dozvon.platform.accounts.actions import create_token
    from dozvon.platform.accounts.errors import BadAccount
    from dozvon.platform.accounts.models import User

    user = User.objects.filter(name__iexact=args.user).first()
    if user is None:
        raise CommandRefused(f"--user: there is no user {args.user!r}; make one with `dozvon user create`")
    scopes = [scope.strip() for text in args.scope for scope in text.split(",")]
    try:
        print(create_token(user, scopes))
    except BadAccount as error:
        raise CommandRefused(str(error)) from None
    return 0
