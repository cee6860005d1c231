"""Threads with connections of their own, made to meet at exact points: no sleep decides anything here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pytest
from django.db import connection

PATIENCE = 30.0
"""Seconds after which a thread that never comes is a failed test."""


class Worker(threading.Thread):
    """Runs `work` on a connection of its own; `answer` or `error` is what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.answer: Any = None
        self.error: BaseException | None = None
        self.connected = threading.Event()
        self.backend = 0
        self.start()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.connected.set()
            self.answer = self.work()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def result(self) -> Any:
        """The answer; raises what the work raised."""
        self.finish()
        if self.error is not None:
            raise self.error
        return self.answer

    def finish(self) -> Worker:
        """Waits for the end, whatever it is."""
        self.join(PATIENCE)
        assert not self.is_alive(), "the worker hangs"
        return self


def wait_until_blocked(worker: Worker) -> None:
    """Returns once the worker's statement waits for somebody's lock."""
    assert worker.connected.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [worker.backend])
            if cursor.fetchone()[0]:
                return
            assert worker.is_alive(), f"ended without waiting: {worker.answer!r} {worker.error!r}"
            time.sleep(0.002)
    raise AssertionError("the worker waits for nobody")


class Pause:
    """Holds the first thread that calls a function, before or after the call, until it is let go."""

    def __init__(self, patch: pytest.MonkeyPatch, module: Any, name: str, *, after: bool = False) -> None:
        self.reached, self.released = threading.Event(), threading.Event()
        original, first = getattr(module, name), iter([True])

        def held(*given: Any, **named: Any) -> Any:
            if not next(first, False):
                return original(*given, **named)
            answer = original(*given, **named) if after else None
            self.reached.set()
            assert self.released.wait(PATIENCE), "nobody let the thread go"
            return answer if after else original(*given, **named)

        patch.setattr(module, name, held)

    def __enter__(self) -> Pause:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.released.set()

    def wait(self) -> None:
        """Returns once a thread is held."""
        assert self.reached.wait(PATIENCE), "no thread came here"


def race(first: Callable[[], Any], pause: Pause, second: Callable[[], Any]) -> tuple[Worker, Worker]:
    """`first` is held at the pause; `second` runs until it waits for it; then both go on to their ends."""
    with pause:
        one = Worker(first)
        pause.wait()
        two = Worker(second)
        wait_until_blocked(two)
    return one.finish(), two.finish()


def outcomes(*workers: Worker) -> list[str]:
    """How each ended: `done`, or the name of what it raised."""
    return ["done" if worker.error is None else type(worker.error).__name__ for worker in workers]
