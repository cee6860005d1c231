"""`dozvon serve` and `dozvon worker`: the program itself."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable
from pathlib import Path

from dozvon.config import env
from dozvon.config.cli._installation import attach, prepare
from dozvon.platform.console import CommandRefused
from dozvon.platform.database import cluster
from dozvon.platform.database.errors import DatabaseUnavailable

WEB_PROCESSES = min(2, os.cpu_count() or 1)


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the commands."""
    serve = subparsers.add_parser("serve", help="serve the desk and run background jobs")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    serve.add_argument("--workers", type=_count, default=WEB_PROCESSES, help=f"web processes ({WEB_PROCESSES})")
    serve.add_argument("--migrate", action="store_true", help="bring an older database up to date first")
    worker = subparsers.add_parser("worker", help="run background jobs only")
    worker.set_defaults(run=run_worker)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 64")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Serves until SIGTERM or SIGINT."""
    from dozvon.config import serve

    try:
        listener = serve.listen(args.host, args.port)
    except serve.PortTaken as error:
        raise CommandRefused(str(error)) from error
    with listener:
        if args.migrate:
            attach()
            from dozvon.platform.database import schema

            schema.migrate()
        environment = prepare()
        preload()
        from dozvon.config import asgi
        from dozvon.platform.serving import live
        from dozvon.platform.serving.processes import Child

        web = [
            Child(f"web-{number}", lambda: serve.web(listener, asgi.build, live.end))
            for number in range(1, args.workers + 1)
        ]
        serve.run(listener, [*web, Child("jobs", _work)], tender(environment))
    return 0


def run_worker(args: argparse.Namespace) -> int:
    """Runs background jobs until SIGTERM or SIGINT, in a process that is started again when it dies."""
    environment = prepare()
    preload()
    from dozvon.platform.serving.processes import Child, Supervisor

    Supervisor([Child("jobs", _work)], tender(environment)).run()
    return 0


def preload() -> None:
    """Loads what the children need, so that they share its memory, and closes what they must not share."""
    from django.db import connections
    from django.urls import get_resolver
    from procrastinate.contrib.django import app

    from dozvon.core import hours as calendars
    from dozvon.geo import queries as geo

    _ = get_resolver().url_patterns
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    _ = geo.gazetteer(), [calendars.zone_info(zone) for zone in calendars.zones()]
    connections.close_all()


def tender(environment: env.Environment) -> Callable[[], None]:
    """What the parent does about the embedded database a few times a second: it starts one that died again."""
    if environment.database_url is not None:
        return lambda: None
    return Tender(environment.home)


class Tender:
    """Starts the embedded server again when its processes are gone; says so once per outage."""

    def __init__(self, home: Path) -> None:
        """`home` is DOZVON_HOME."""
        self._home, self._told = home, False

    def __call__(self) -> None:
        """Looks at the server and starts it when it is down."""
        try:
            if cluster.is_alive(self._home):
                self._told = False
                return
            self._say(logging.WARNING, "the database died; starting it again")
            cluster.ensure_running(self._home)
            self._told = False
        except DatabaseUnavailable as error:
            self._say(logging.ERROR, str(error))

    def _say(self, level: int, sentence: str) -> None:
        if not self._told:
            logging.getLogger("dozvon.database").log(level, sentence)
        self._told = True


def _work() -> None:
    from django.db import DatabaseError
    from procrastinate.exceptions import ConnectorException
    from psycopg import Error

    from dozvon.platform import jobs

    try:
        jobs.run_worker()
    except (DatabaseError, ConnectorException, Error) as error:
        cause = str(error.__cause__ or error).strip().splitlines() or [type(error).__name__]
        logging.getLogger("dozvon.jobs").warning("jobs stop, the database went away: %s", cause[0])
        raise SystemExit(1) from error
