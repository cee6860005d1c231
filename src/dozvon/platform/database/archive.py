"""Backups: made and restored by PostgreSQL's own programs, whole or not at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import make_conninfo

from dozvon.platform.database import binaries
from dozvon.platform.database.errors import DatabaseUnavailable

_MAGIC = b"PGDMP"
_BLOCK = 1 << 16

_PRELUDE = b"""
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""

# The restored transaction numbers mean nothing in this server, which counts its own: all of the past comes before them.
# What was followed by them is worked out anew (`Capability.after_restore`).
_POSTLUDE = b"""
ALTER TABLE public.events DISABLE TRIGGER events_append_only;
UPDATE public.events SET xid = '1'::xid8;
ALTER TABLE public.events ENABLE TRIGGER events_append_only;
"""

# Written by a newer pg_restore for servers that know the setting; older ones would refuse it.
_TOO_NEW = b"SET transaction_timeout = 0;\n"
_HEAD_LINES = 40


class BadArchive(Exception):
    """The file cannot be restored; the message is one sentence. Nothing was changed."""


def backup(parameters: Mapping[str, Any], file: Path) -> None:
    """Writes a backup of the whole database to `file` (mode 0600), replacing it only when it is complete.

    Raises DatabaseUnavailable when PostgreSQL refuses, OSError when the file cannot be written.
    """
    half = file.with_name(f".{file.name}.half")
    try:
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        # Not through a pipe or its stdout: only in a file of its own does pg_dump note where each table begins.
        command = [binaries.program("pg_dump"), "-Fc", "--no-owner", "--no-privileges", "-f", str(half)]
        command += ["-d", _where(parameters)]
        done = subprocess.run(command, capture_output=True, check=False, env=_secret(parameters))
        if done.returncode:
            raise DatabaseUnavailable(f"The backup failed: {_reason(done.stderr)}")
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)


def restore(parameters: Mapping[str, Any], file: Path, after: Iterable[str] = ()) -> None:
    """Replaces the whole database by the backup in one transaction, `after` being statements that end it.

    Raises BadArchive and DatabaseUnavailable.
    """
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise BadArchive(f"{file} is not a backup made by `dozvon backup`; nothing was changed")
    reading = [binaries.program("pg_restore"), "--no-owner", "--no-privileges", "-f", "-", str(file)]
    writing = [binaries.program("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]
    writing += ["-d", _where(parameters), "-f", "-"]
    with (
        _running(reading, _secret({}), stdout=subprocess.PIPE) as source,
        _running(writing, _secret(parameters), stdin=subprocess.PIPE) as sink,
    ):
        # A broken pipe means that psql gave up; its own words follow.
        with contextlib.suppress(BrokenPipeError):
            _feed(source, sink, file, after)
        _, complaint = sink.communicate()
        if sink.returncode:
            raise DatabaseUnavailable(f"The restore failed and nothing was changed: {_reason(complaint)}")


def _feed(source: subprocess.Popen[bytes], sink: subprocess.Popen[bytes], file: Path, after: Iterable[str]) -> None:
    """Pours the archive's statements into psql; a broken archive ends psql before it can commit."""
    output, target = _pipe(source.stdout), _pipe(sink.stdin)
    target.write(_PRELUDE)
    for line in itertools.islice(output, _HEAD_LINES):
        if line != _TOO_NEW:
            target.write(line)
    while block := output.read(_BLOCK):
        target.write(block)
    if source.wait():
        sink.kill()
        raise BadArchive(f"{file} is damaged ({_reason(_pipe(source.stderr).read())}); nothing was changed")
    target.write(_POSTLUDE)
    for statement in after:
        target.write(f"{statement};\n".encode())
    target.write(b"ANALYZE;\n")


@contextmanager
def _running(
    command: list[str], secret: dict[str, str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=secret)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("the program was started without a pipe")
    return stream


def _where(parameters: Mapping[str, Any]) -> str:
    """The address without the password, which other users of the machine could read in the list of processes."""
    return make_conninfo(**{key: value for key, value in parameters.items() if key != "password"})


def _secret(parameters: Mapping[str, Any]) -> dict[str, str]:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    return environment | ({"PGPASSWORD": str(parameters["password"])} if parameters.get("password") else {})


def _reason(complaint: bytes) -> str:
    lines = [line.strip() for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    if any("server version mismatch" in line for line in lines):
        return (
            f"the server is newer than the PostgreSQL {binaries.MAJOR} programs that Dozvon brings; "
            "use the server's own pg_dump and pg_restore"
        )
    telling = [line for line in lines if "error" in line.lower()] or lines or ["no reason given"]
    return telling[0]
