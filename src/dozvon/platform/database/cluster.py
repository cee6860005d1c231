"""The embedded PostgreSQL: made, started, watched and stopped under `DOZVON_HOME`.

    home/pg               the data, mode 0700, owned by the account that runs the server
    home/run              the socket, mode 0700 (dsn.py says where when that path is too long)
    home/database.lock    held while starting or stopping: two processes take turns
    home/database.users   held shared by every process that uses the server: the last to leave stops it
    home/database.server  held by the server's own processes, by inheritance: held means that it lives

The server outlives the process that started it. Locks vanish with their holders, so a kill leaves nothing stale.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from dozvon.platform.database import account as accounts
from dozvon.platform.database import binaries, dsn, failures, locks, tuning
from dozvon.platform.database.errors import DatabaseUnavailable

DATA = "pg"
"""The folder of the data, in the home."""
START_LIMIT = 600.0
"""Seconds a start may take: recovery after a crash replays the log before the server answers."""


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """What is known of the embedded server without starting it."""

    made: bool
    running: bool
    answering: bool
    pid: int | None


def ensure_running(home: Path, overrides: Mapping[str, str] | None = None) -> None:
    """Makes and starts the embedded server unless it answers already; safe with many processes at once.

    `overrides` are server settings laid over the tuned ones. Raises DatabaseUnavailable.
    """
    _make_home(home)
    with locks.exclusive(home / "database.lock"):
        _ensure_running(home, overrides or {})


def _ensure_running(home: Path, overrides: Mapping[str, str]) -> None:
    data = _data(home)
    account = _account(home)
    _check_version(data)
    if _alive(home) and _await_answer(home, wait=_pid(_pid_file(home)) is not None):
        return
    accounts.let_through(account, binaries.directory() / "postgres")
    accounts.let_through(account, data)
    _make_socket_directory(home, account)
    if not data.exists():
        _make(home, account)
    _configure(home, account, overrides)
    _start(home, account)


def status(home: Path) -> ClusterStatus:
    """Whether the server is made, alive and answering; starts nothing. Raises DatabaseUnavailable."""
    data = _data(home)
    if not data.exists():
        return ClusterStatus(made=False, running=False, answering=False, pid=None)
    _account(home)
    _check_version(data)
    return ClusterStatus(made=True, running=_alive(home), answering=_answers(home), pid=_pid(_pid_file(home)))


def stop(home: Path) -> None:
    """Stops the server in order, ending open connections; does nothing when it is down."""
    if _data(home).exists():
        with locks.exclusive(home / "database.lock"):
            _stop(home)


def is_alive(home: Path) -> bool:
    """Whether the server's main process lives; cheap enough to ask a few times a second."""
    pid = _pid(_pid_file(home))
    return pid is not None and _alive(home) and _exists(pid)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return ") Z " not in state


class ClusterUse:
    """One process's use of the embedded server: while it lasts, nobody else's leaving stops the server."""

    def __init__(self, home: Path, overrides: Mapping[str, str] | None = None) -> None:
        """Starts the server when it is down. Raises DatabaseUnavailable."""
        self._home = home
        _make_home(home)
        with locks.exclusive(home / "database.lock"):
            self._users = locks.open_lock(home / "database.users")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                _ensure_running(home, overrides or {})
            except BaseException:
                os.close(self._users)
                raise

    def leave(self) -> bool:
        """Ends the use; True when this was the last one and the server was stopped."""
        with locks.exclusive(self._home / "database.lock"):
            try:
                last = locks.try_exclusive(self._users)
                if last:
                    _stop(self._home)
                return last
            finally:
                os.close(self._users)


def _data(home: Path) -> Path:
    return home / DATA


def _pid_file(home: Path) -> Path:
    return _data(home) / "postmaster.pid"


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(
            f"DOZVON_HOME: {home} cannot be made ({error.strerror}); name a folder that you may write to"
        ) from error


def _account(home: Path) -> accounts.Account:
    data = _data(home)
    account = accounts.for_home(home, data)
    if data.exists() and not (account.switch or os.access(data, os.R_OK | os.W_OK | os.X_OK)):
        raise DatabaseUnavailable(f"{data} cannot be read; give its owner access: chmod 700 {data}")
    return account


def _check_version(data: Path) -> None:
    if not data.exists():
        return
    try:
        major = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DatabaseUnavailable(
            f"{data} is not a PostgreSQL data folder (PG_VERSION cannot be read); "
            "move it away, or restore it from a backup"
        ) from error
    if major != str(binaries.MAJOR):
        raise DatabaseUnavailable(
            f"The data in {data} is of PostgreSQL {major}, this Dozvon brings {binaries.MAJOR}, nothing was changed; "
            "make a backup with the Dozvon that wrote it, move the folder away and restore the backup"
        )


def _alive(home: Path) -> bool:
    """Whether any process of the server lives; its lock was inherited by all of them."""
    return locks.is_held(home / "database.server")


def _pid(file: Path) -> int | None:
    """The process id on the first line of a lock file; None when it is absent."""
    try:
        first = file.read_text(encoding="utf-8").split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else None


def _answers(home: Path) -> bool:
    try:
        with psycopg.connect(**dsn.conninfo(None, home) | {"dbname": "postgres"}, connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _await_answer(home: Path, *, wait: bool) -> bool:
    """Waits for a server whose processes live: it comes up, or the last of them ends."""
    deadline = time.monotonic() + (START_LIMIT if wait else 30)
    while _alive(home):
        if _answers(home):
            return True
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(
                f"PostgreSQL in {_data(home)} is running but does not answer; see {_data(home) / 'log'}"
            )
        time.sleep(0.05)
    return False


def _make_socket_directory(home: Path, account: accounts.Account) -> None:
    folder = dsn.socket_directory(home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in (os.geteuid(), account.uid):
        raise DatabaseUnavailable(f"{folder} belongs to somebody else; remove it or use a shorter DOZVON_HOME")
    account.give(folder, 0o700)
    accounts.let_through(account, folder)


def _make(home: Path, account: accounts.Account) -> None:
    """Makes the data folder beside its place and moves it there whole: a kill leaves no half of one."""
    data, fresh = _data(home), home / "pg.new"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        account.give(fresh, 0o700)
        command = [binaries.program("initdb"), "-D", str(fresh), "-U", dsn.EMBEDDED_NAME, "-A", "peer", "-E", "UTF8"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"]
        with _mark(home) as mark:
            run_as = account.run_as() | {"pass_fds": (mark,)}
            made = subprocess.run(
                [*command, "--no-instructions"], capture_output=True, text=True, check=False, **run_as
            )
        if made.returncode:
            raise failures.explain(made.stderr, home, "PostgreSQL could not make its data folder")
        fresh.rename(data)
    except OSError as error:
        raise failures.explain(str(error), home, "PostgreSQL could not make its data folder") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _mark(home: Path) -> Iterator[int]:
    """The server's lock, to be inherited by the programs that are started: held means that one of them lives."""
    mark = locks.open_lock(home / "database.server")
    try:
        if not locks.try_exclusive(mark, seconds=30):
            raise DatabaseUnavailable(f"PostgreSQL in {_data(home)} is still ending; try again in a moment")
        yield mark
    finally:
        os.close(mark)


def _configure(home: Path, account: accounts.Account, overrides: Mapping[str, str]) -> None:
    data = _data(home)
    values = tuning.settings(tuning.machine_memory(), dsn.socket_directory(home)) | dict(overrides)
    texts = {
        "postgresql.conf": tuning.configuration(values),
        "pg_hba.conf": tuning.entry_rules(),
        "pg_ident.conf": tuning.entry_map(account.name, dsn.EMBEDDED_NAME),
    }
    try:
        for name, text in texts.items():
            fresh = data / f"{name}.new"
            fresh.write_text(text, encoding="utf-8")
            account.give(fresh, 0o600)
            fresh.replace(data / name)
    except OSError as error:
        raise failures.explain(str(error), home, "PostgreSQL could not be configured") from error


def _start(home: Path, account: accounts.Account) -> None:
    data = _data(home)
    log = data / "startup.log"
    log.unlink(missing_ok=True)
    known = failures.ends(data / "log")
    command = [binaries.program("pg_ctl"), "start", "-s", "-w", "-t", str(int(START_LIMIT)), "-D", str(data)]
    with _mark(home) as mark:
        _drop_stale_files(home)
        run_as = account.run_as() | {"pass_fds": (mark,)}
        started = subprocess.run([*command, "-l", str(log)], capture_output=True, text=True, check=False, **run_as)
    if started.returncode:
        raise failures.explain(
            started.stderr + failures.since(known, data / "log") + failures.tail(log, 0),
            home,
            "PostgreSQL could not be started",
        )
    _make_database(home)


def _drop_stale_files(home: Path) -> None:
    """After a kill the number in a lock file may be another program's by now; PostgreSQL would refuse to start.

    Nobody holds the server's own lock here; only a server started by hand could live, and its folder tells.
    """
    data = _data(home)
    for file in (data / "postmaster.pid", dsn.socket_directory(home) / ".s.PGSQL.5432.lock"):
        pid = _pid(file)
        if pid is not None and not _works_in(pid, data):
            file.unlink(missing_ok=True)


def _works_in(pid: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        # Gone, dead and not yet buried, or another account's: none of them serves this folder.
        return not Path("/proc/self").exists()


def _make_database(home: Path) -> None:
    with psycopg.connect(**dsn.conninfo(None, home) | {"dbname": "postgres"}, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (dsn.EMBEDDED_NAME,)).fetchone()
        if known is None:
            connection.execute("CREATE DATABASE dozvon")


def _stop(home: Path) -> None:
    data = _data(home)
    if not _alive(home) or _pid(_pid_file(home)) is None:
        return
    account = _account(home)
    accounts.let_through(account, data)
    command = [binaries.program("pg_ctl"), "stop", "-s", "-m", "fast", "-w", "-t", "60", "-D", str(data)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **account.run_as())
    if ended.returncode and _alive(home):
        raise failures.explain(ended.stderr, home, "PostgreSQL could not be stopped")
