"""What `dozvon doctor` looks at. Each check yields findings: what, how it is, and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dozvon.config.env import Environment
from dozvon.platform.checks import BAD, GOOD, NOTE, Finding, grade
from dozvon.platform.database import binaries
from dozvon.platform.database.errors import DatabaseUnavailable

FREE_BYTES = 1 << 30
"""Below this the database may soon stop taking orders."""

CLOCK_SECONDS = 5.0
PACKAGE = Path(__file__).resolve().parents[2]


Check = Callable[[Environment], Iterator[Finding]]


def program(environment: Environment) -> Iterator[Finding]:
    """Python, the PostgreSQL programs, the built pages and messages."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield grade(sys.version_info >= (3, 11), "Python", version, f"{version} is too old; install 3.11 or newer")
    try:
        yield Finding(GOOD, "PostgreSQL programs", str(binaries.directory()))
    except DatabaseUnavailable as error:
        yield Finding(BAD if environment.database_url is None else NOTE, "PostgreSQL programs", str(error))
    manifest = PACKAGE / "web" / "static" / "dist" / "manifest.json"
    yield grade(manifest.is_file(), "pages' files", "built", "missing; run `make setup`")
    sources = sorted((PACKAGE / "web" / "locale").glob("*/LC_MESSAGES/*.po"))
    lacking = [source.parts[-3] for source in sources if not source.with_suffix(".mo").is_file()]
    yield grade(not lacking, "translations", "compiled", f"{', '.join(lacking)} not compiled; run `make setup`")


def home(environment: Environment) -> Iterator[Finding]:
    """The folder of the installation: may it be written, is there room, is the key private."""
    folder = environment.home
    writable = os.access(folder, os.W_OK | os.X_OK)
    yield grade(writable, "DOZVON_HOME", str(folder), f"{folder} cannot be written; run as its owner")
    free = shutil.disk_usage(folder).free
    room = f"{free / (1 << 30):.1f} GiB free"
    yield grade(free > FREE_BYTES, "disk", room, f"{room}; free some space, at least 1 GiB")
    key = folder / "secret.key"
    if environment.secret_key is None and key.exists():
        private = not key.stat().st_mode & 0o077
        yield grade(private, "secret key", "private", f"others may read it; run: chmod 600 {key}")
    if environment.debug:
        yield Finding(NOTE, "DOZVON_DEBUG", "is on; errors show their insides, leave it out in service")


def clock(environment: Environment) -> Iterator[Finding]:
    """The time and the table of zones, by which calls are due."""
    now = datetime.now(UTC)
    yield grade(now.year >= 2025, "clock", now.isoformat(timespec="seconds"), f"says {now:%Y}; set it")
    try:
        for zone in ("Europe/Moscow", "Europe/Kyiv", "Asia/Vladivostok", "Asia/Almaty"):
            ZoneInfo(zone)
    except ZoneInfoNotFoundError as error:
        yield Finding(BAD, "time zones", f"{error}; install the system package tzdata")
    else:
        yield Finding(GOOD, "time zones", "present")


def port(number: int) -> Check:
    """Whether the port is free, or Dozvon itself answers there."""

    def check(environment: Environment) -> Iterator[Finding]:
        try:
            with socket.create_server(("127.0.0.1", number)):
                yield Finding(GOOD, f"port {number}", "free")
        except OSError:
            ours = _answers_as_dozvon(number)
            cure = "taken by another program; stop it or serve on another by --port"
            yield grade(ours, f"port {number}", "Dozvon is serving", cure, NOTE)

    return check


def _answers_as_dozvon(number: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", number), timeout=3) as asking:
            asking.settimeout(3)
            asking.sendall(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b"x-request-id" in asking.recv(2048).lower()
    except OSError:
        return False
