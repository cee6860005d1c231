"""The whole program: `dozvon serve` in a home of its own, with its processes and its database killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dozvon.platform.database import cluster

DOZVON = [sys.executable, "-c", "import sys; from dozvon.config.cli import main; sys.exit(main())"]


class Running:
    """A served home."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.log = (home / "serve.log").open("w+")
        command = [*DOZVON, "serve", "--port", str(port), "--workers", "2"]
        self.process = subprocess.Popen(command, env=environment(home), stdout=self.log, stderr=self.log)

    def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> http.client.HTTPResponse:
        """One request on a connection of its own; its answer is read."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        asking.request(
            method, path, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = asking.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        asking.close()
        return answer

    def status(self, path: str) -> int:
        """The status of an answer; 0 when there was none."""
        try:
            return self.ask(path).status
        except OSError:
            return 0

    def wait(self, what: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def said(self) -> str:
        return (self.home / "serve.log").read_text()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOZVON_")}
    return kept | {"DOZVON_HOME": str(home)}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("served")
    running = Running(home, free_port())
    try:
        running.wait(lambda: running.status("/ready") == 200, 60)
        yield running
    finally:
        running.process.kill()
        running.process.wait()
        running.log.close()
        cluster.stop(home)


def test_an_answer_carries_a_request_id_and_the_log_has_it_without_the_query(served: Running) -> None:
    given = served.ask("/nothing-here?phone=79124883107", x_request_id="sane-request-1")
    assert given.getheader("x-request-id") == "sane-request-1"
    made = served.ask("/nothing-here", x_request_id="not sane!")
    assert len(made.getheader("x-request-id") or "") == 16
    served.wait(lambda: "sane-request-1" in served.said())
    line = next(line for line in served.lines() if line.get("request_id") == "sane-request-1")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nothing-here", given.status)
    assert "79124883107" not in served.said()


def test_a_body_over_the_limit_is_refused_unread_and_smaller_ones_are_not(served: Running) -> None:
    large = served.ask("/signin", "POST", body=b"x" * (50 << 20))
    assert large.status == 413
    assert large.getheader("content-type") == "application/problem+json"
    assert served.ask("/nothing", "POST", body=b"x" * (1 << 20)).status in (403, 404, 405)


def test_killed_web_and_job_processes_come_back(served: Running) -> None:
    before = set(served.children())
    assert len(before) == 3
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    served.wait(lambda: len(served.children()) == 3 and not before & set(served.children()), 15)
    served.wait(lambda: served.status("/ready") == 200, 15)


def test_a_killed_database_comes_back_and_requests_in_between_get_503_without_a_traceback(served: Running) -> None:
    pid = cluster.status(served.home).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    seen = set()

    def back() -> bool:
        seen.add(served.status("/ready"))
        seen.add(served.status("/"))
        return cluster.status(served.home).pid not in (pid, None) and served.status("/ready") == 200

    served.wait(back, 20)
    assert 0 not in seen
    assert 500 not in seen
    assert "Traceback" not in served.said(), served.said()


def test_a_second_serve_on_the_port_says_so_in_one_sentence(served: Running) -> None:
    command = [*DOZVON, "serve", "--port", str(served.port)]
    second = subprocess.run(
        command, env=environment(served.home), capture_output=True, text=True, check=False, timeout=60
    )
    assert second.returncode == 2
    assert second.stderr.strip() == (
        f"dozvon: Port {served.port} is taken by another program; stop it or choose another by --port"
    )
    assert served.status("/health") == 200


def test_a_stop_finishes_the_work_and_stops_the_database(served: Running) -> None:
    served.wait(lambda: served.status("/ready") == 200)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=40) == 0
    assert not cluster.status(served.home).running
    assert "Traceback" not in served.said()


def test_a_killed_parent_leaves_no_process_behind(tmp_path: Path) -> None:
    running = Running(tmp_path, free_port())
    try:
        running.wait(lambda: running.status("/ready") == 200, 60)
        children = running.children()
        running.process.kill()
        running.process.wait()
        deadline = time.monotonic() + 30
        while any(alive(pid) for pid in children) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not [pid for pid in children if alive(pid)]
    finally:
        running.log.close()
        cluster.stop(tmp_path)


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
