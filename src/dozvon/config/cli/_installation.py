"""The installation a command works on: its environment, its database, Django ready to use."""

from __future__ import annotations

import os

from dozvon.config import env
from dozvon.platform.console import CommandRefused
from dozvon.platform.database import cluster, external

_use: cluster.ClusterUse | None = None

BEHIND = "The database is older than this program; run `dozvon migrate` (a backup first: `dozvon backup FILE`)"
NEWER = "The database was written by a newer Dozvon; install that version or name another database"
FOREIGN = "The database holds tables of another program; name an empty one by DOZVON_DATABASE_URL"


def attach() -> env.Environment:
    """Starts the embedded database, or checks the external one, and sets Django up; the schema stays as it is.

    Raises BadEnvironment and DatabaseUnavailable.
    """
    global _use
    environment = env.read()
    if environment.database_url is not None:
        external.check(environment.database_url)
    elif _use is None:
        _use = cluster.ClusterUse(environment.home)
    set_up_django()
    return environment


def is_there() -> bool:
    """Whether there is a database already: named by the environment, or embedded and begun. Raises BadEnvironment."""
    environment = env.read()
    return environment.database_url is not None or (environment.home / cluster.DATA).exists()


def set_up_django() -> None:
    """Loads the settings and the applications; touches no database."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "dozvon.config.settings"
    django.setup()


def prepare(may_migrate: bool = False) -> env.Environment:
    """As `attach`, and brings an empty database up to date. What every ordinary command begins with.

    Raises CommandRefused when a filled database is newer than the program, or older and `may_migrate` is not set.
    """
    environment = attach()
    from dozvon.platform.database import schema

    state = schema.state()
    if state is schema.Schema.EMPTY or (state is schema.Schema.BEHIND and may_migrate):
        schema.migrate()
    elif state is schema.Schema.BEHIND:
        raise CommandRefused(BEHIND)
    elif state is schema.Schema.NEWER:
        raise CommandRefused(NEWER)
    elif state is schema.Schema.FOREIGN:
        raise CommandRefused(FOREIGN)
    return environment


def leave() -> None:
    """Ends the use of the database; the last process that leaves stops the embedded server."""
    global _use
    if _use is not None:
        from django.db import connections

        connections.close_all()
        use, _use = _use, None
        use.leave()
