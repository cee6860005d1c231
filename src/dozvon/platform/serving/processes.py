"""Child processes forked from a parent that has everything loaded, restarted when they die.

Forking shares the memory of the loaded program and makes a restart a matter of milliseconds. The parent has one thread
and no open connection when it forks.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from dozvon.platform.serving import heaps

log = logging.getLogger("dozvon.processes")

_FIRST_DELAY, _LONGEST_DELAY, _STEADY = 0.1, 5.0, 10.0
"""Seconds: the wait before the first restart, doubled with each failure up to the longest; steady after so long."""

_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One process to keep alive; `run` returns when the process got SIGTERM and has finished its work."""

    name: str
    run: Callable[[], None]
    pid: int | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    begun: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)


class Supervisor:
    """Keeps children alive until SIGTERM or SIGINT, then lets them finish."""

    def __init__(self, children: Sequence[Child], tend: Callable[[], None], grace: float = 30.0) -> None:
        """`tend` is called about four times a second; children get `grace` seconds to finish."""
        self._children, self._tend, self._grace = children, tend, grace
        self._signals = 0
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self) -> None:
        """Blocks until told to stop and all children have ended."""
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        heaps.few()
        # What is loaded now stays for good: not collected, so its pages stay shared.
        gc.collect()
        gc.freeze()
        while not self._signals:
            self._start_due()
            self._wait(0.25)
            self._reap()
            self._tend()
        self._end()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _wait(self, seconds: float) -> None:
        select.select([self._read], [], [], seconds)
        try:
            os.read(self._read, 4096)
        except BlockingIOError:
            return

    def _start_due(self) -> None:
        for child in self._children:
            if child.pid is None and time.monotonic() >= child.due:
                child.begun = time.monotonic()
                child.pid = self._fork(child)

    def _fork(self, child: Child) -> int:
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            _die_with(parent)
            child.run()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            log.exception("%s failed", child.name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            # The parent's own clean-up must not run here.
            os._exit(code)

    def _reap(self) -> None:
        for child in self._children:
            if child.pid is None or not os.waitpid(child.pid, os.WNOHANG)[0]:
                continue
            child.pid = None
            steady = time.monotonic() - child.begun > _STEADY
            child.failures = 0 if steady else child.failures + 1
            delay = min(_FIRST_DELAY * 2**child.failures, _LONGEST_DELAY)
            child.due = time.monotonic() + delay
            if not self._signals:
                log.warning("%s ended; starting it again", child.name, extra={"delay_seconds": delay})

    def _end(self) -> None:
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        # A second signal, or the end of patience: the rest is cut off.
        while any(child.pid for child in self._children) and time.monotonic() < deadline and self._signals < 2:
            self._wait(0.1)
            self._reap()
        self._signal_all(signal.SIGKILL)
        while any(child.pid for child in self._children):
            self._wait(0.1)
            self._reap()

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid is not None:
                os.kill(child.pid, number)


def _die_with(parent: int) -> None:
    """Ends this process when the parent is killed: nobody would stop or restart it any more."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
