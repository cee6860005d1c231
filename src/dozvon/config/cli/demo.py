"""`dozvon demo`: a living desk to try, in one command."""

from __future__ import annotations

import argparse
import os
import shutil
from datetime import UTC, datetime

from dozvon.config import env
from dozvon.config.cli import _installation, serve
from dozvon.demo import cast
from dozvon.platform.console import CommandRefused
from dozvon.platform.database import cluster


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    demo = subparsers.add_parser("demo", help="a demo shop with people and some hundred orders, served at once")
    demo.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    demo.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    demo.add_argument("--fresh", action="store_true", help="throw the demo's data away and begin anew")


def run(args: argparse.Namespace) -> int:
    """Builds the demo where there is none yet, in a home of its own beside other data, and serves it."""
    home = _demo_home()
    if args.fresh:
        _throw_away(home)
    # Its own data is nothing to lose: it follows a newer program by itself.
    _installation.prepare(may_migrate=home.database_url is None)
    _build()
    _announce(args)
    return serve.run(argparse.Namespace(host=args.host, port=args.port, workers=serve.WEB_PROCESSES, migrate=False))


def _demo_home() -> env.Environment:
    """The demo never touches real data: it keeps its own under `demo` of DOZVON_HOME."""
    environment = env.read()
    os.environ["DOZVON_HOME"] = str(environment.home / "demo")
    return env.read()


def _throw_away(environment: env.Environment) -> None:
    if environment.database_url is not None:
        raise CommandRefused("--fresh: the demo uses the database of DOZVON_DATABASE_URL; empty that one yourself")
    cluster.stop(environment.home)
    shutil.rmtree(environment.home, ignore_errors=True)


def _build() -> None:
    from django.conf import settings
    from django.db import connections

    from dozvon.demo import actions
    from dozvon.platform.accounts.models import User

    if not actions.is_there():
        print("Making four days of orders…", flush=True)
        actions.build(datetime.now(UTC), lambda line: print(f"  {line}", flush=True))
    elif not User.objects.filter(name=cast.PEOPLE[0].name).exists():
        raise CommandRefused("the database already holds other data; the demo needs an empty one")
    settings.DEMO_PEOPLE = cast.PEOPLE
    connections.close_all()


def _announce(args: argparse.Namespace) -> None:
    print(f"\nThe desk: http://{args.host}:{args.port}/\n")
    for person in cast.PEOPLE:
        print(f"  {person.name:<18} {person.role:<10} password {person.password}")
    print("\nCtrl+C stops it; --fresh begins anew.\n", flush=True)
