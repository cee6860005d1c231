"""A home of the bench: its database, its people, and the program served from it as a shop would."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

DOZVON = [sys.executable, "-c", "import sys; from dozvon.config.cli import main; sys.exit(main())"]
DEFAULT_HOME = Path(__file__).resolve().parent.parent / "var" / "bench"


def environment(home: Path) -> dict[str, str]:
    """The environment of a program run on that home: default settings, the embedded database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOZVON_")}
    return kept | {"DOZVON_HOME": str(home)}


def attach(home: Path) -> None:
    """Makes this process work on the home: starts its database, sets Django up, migrates. Once in a process."""
    home.mkdir(parents=True, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("DOZVON_")]:
        del os.environ[name]
    os.environ["DOZVON_HOME"] = str(home)
    from dozvon.config.cli import _installation

    _installation.attach()
    from dozvon.platform.database import schema

    schema.migrate()


def leave() -> None:
    """Ends this process's use of the database; the last one stops it."""
    from dozvon.config.cli import _installation

    _installation.leave()


def connect(home: Path, database: str = "dozvon") -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of our own past the product, each statement its own transaction."""
    from dozvon.platform.database import dsn

    return psycopg.connect(**dsn.conninfo(None, home) | {"dbname": database}, autocommit=True)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Served:
    """`dozvon serve` with its default settings, or with what else is given, in a process of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home, self.port = home, free_port()
        self._log = (home / "serve.log").open("w")
        self.begun = time.perf_counter()
        command = [*DOZVON, "serve", "--port", str(self.port), *arguments]
        self.process = subprocess.Popen(command, env=environment(home), stdout=self._log, stderr=self._log)

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def status(self, path: str) -> int:
        """The status of an answer on a connection of its own; 0 when there was none within two seconds."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asking.request("GET", path)
            return asking.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            asking.close()

    def wait(self, what: Callable[[], bool], seconds: float = 60) -> float:
        """Seconds since the start of the program until `what` held. Raises TimeoutError with what the program said."""
        deadline = time.perf_counter() + seconds
        while not what():
            if time.perf_counter() > deadline or self.process.poll() is not None:
                raise TimeoutError((self.home / "serve.log").read_text()[-3000:])
            time.sleep(0.02)
        return time.perf_counter() - self.begun

    def children(self) -> list[int]:
        """The web processes and the job process, oldest first."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def memory(self) -> dict[str, float]:
        """Proportional set sizes in MB: `program` (parent, web, jobs) and `database`."""
        own = [self.process.pid, *self.children()]
        return {"program": sum(map(pss, own)), "database": sum(map(pss, database_processes(self.home)))}


def pss(pid: int) -> float:
    """The process's proportional share of memory in MB; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def processor_seconds(pid: int) -> float:
    """How long processors worked for the process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def postmaster(home: Path) -> int:
    """The process id of the embedded server."""
    return int((home / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])


def database_processes(home: Path) -> list[int]:
    """The embedded server and its children."""
    top = postmaster(home)
    children = Path(f"/proc/{top}/task/{top}/children").read_text().split()
    return [top, *map(int, children)]


def written(path: Path, content: Any) -> None:
    """Content as JSON in a file."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
