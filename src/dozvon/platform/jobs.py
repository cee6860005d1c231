"""Background jobs on the same PostgreSQL: a job is enqueued by the transaction that needs it, or not at all.

Tasks live in each app's `tasks.py`, which procrastinate finds by itself.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final, cast

from django.db import close_old_connections, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

QUEUES: Final[Mapping[str, int]] = {"default": 2, "ageing": 1, "intake": 1, "outside": 4}
"""Jobs at once of each queue, in one worker process: none of them waits for another's."""

GRACE = 20.0
"""Seconds a running job gets to finish when the worker is told to stop."""

FOLLOWING: Final = 1.0
"""Seconds between two looks of a follower that found nothing more."""

log = logging.getLogger(__name__)

AnyTask = Task[Any, Any, Any]


class OutsideTransaction(RuntimeError):
    """A job was enqueued outside a transaction; it could run for a change that never happened."""


def task(name: str, *, attempts: int = 8, queue: str = "default") -> Callable[[Callable[..., None]], AnyTask]:
    """Makes a function a job, called with keyword arguments that JSON can hold.

    A failed job is tried again after 2, 4, 8 … seconds, `attempts` times in all. `queue` is one of QUEUES.
    """
    retry = RetryStrategy(max_attempts=attempts - 1, exponential_wait=2)
    return cast(Callable[[Callable[..., None]], AnyTask], app.task(name=name, retry=retry, queue=_known(queue)))


def periodic(name: str, cron: str, *, queue: str = "default") -> Callable[[Callable[[datetime], None]], AnyTask]:
    """Makes a function a job that runs by a cron line in UTC, called with the time it was due.

    A run that is late does not pile up: at most one waits.
    """

    def decorate(function: Callable[[datetime], None]) -> AnyTask:
        @functools.wraps(function)
        def due(timestamp: int) -> None:
            function(datetime.fromtimestamp(timestamp, UTC))

        made = app.task(name=name, queueing_lock=name, queue=_known(queue))(due)
        return cast(AnyTask, app.periodic(cron=cron)(made))

    return decorate


_followers: dict[str, Callable[[], bool]] = {}


def follower(name: str) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    """Makes a function one that every worker calls once a second, again at once while it returns True.

    Several workers may call it at the same time: it must see to it that one does the work.
    """

    def register(step: Callable[[], bool]) -> Callable[[], bool]:
        _followers[name] = step
        return step

    return register


def _known(queue: str) -> str:
    if queue not in QUEUES:
        raise ValueError(f"there is no queue {queue!r}; its jobs would wait for ever")
    return queue


def enqueue(
    job: AnyTask | str,
    *,
    at: datetime | None = None,
    once: str | None = None,
    in_turn: str | None = None,
    **arguments: Any,
) -> int | None:
    """Enqueues a job with the current transaction; it becomes visible at commit. Returns its id.

    `job` may be given by its name, by code that its `tasks.py` imports. `at` is the earliest time. `once` names a job
    of which at most one may wait: a second call returns None. Jobs of one `in_turn` name run one after another. Raises
    OutsideTransaction.
    """
    name = job if isinstance(job, str) else job.name
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{name} was enqueued outside a transaction")
    configured = app.configure_task(name, allow_unknown=False, schedule_at=at, queueing_lock=once, lock=in_turn)
    try:
        # A savepoint: a refused duplicate must not spoil the caller's transaction.
        with transaction.atomic():
            return configured.defer(**arguments)
    except AlreadyEnqueued:
        return None


def run_worker() -> None:
    """Runs jobs until SIGTERM or SIGINT, then lets the running ones finish. Raises when the database goes away."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()

    app.perform_import_paths()  # type: ignore[no-untyped-call]

    async def work() -> None:
        loop = asyncio.get_running_loop()
        # A thread for every job that may run: one queue's jobs never wait for another's threads.
        loop.set_default_executor(ThreadPoolExecutor(sum(QUEUES.values()) + len(_followers), "jobs"))
        following = [asyncio.create_task(_follow(name, step)) for name, step in _followers.items()]
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                running = [
                    asyncio.create_task(
                        worker.run_worker_async(
                            queues=[queue],
                            name=queue,
                            concurrency=at_once,
                            shutdown_graceful_timeout=GRACE,
                            delete_jobs="successful",
                            install_signal_handlers=False,
                        )
                    )
                    for queue, at_once in QUEUES.items()
                ]
                await _until_stopped(running, following)

    asyncio.run(work())


async def _follow(name: str, step: Callable[[], bool]) -> None:
    is_failing = False
    while True:
        try:
            more = await asyncio.to_thread(_step, step)
            is_failing = False
        except Exception:
            # The database may be away: told once, tried again all the same.
            if not is_failing:
                log.exception("%s failed; it is tried again", name)
            is_failing, more = True, False
        if not more:
            await asyncio.sleep(FOLLOWING)


def _step(step: Callable[[], bool]) -> bool:
    close_old_connections()
    return step()


async def _until_stopped(running: list[asyncio.Task[None]], following: list[asyncio.Task[None]]) -> None:
    """Lets the workers run until a signal, or until one of them fails: then all end, and its error is raised."""

    def stop() -> None:
        for one in (*following, *running):
            one.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    stop()
    await asyncio.wait(running)
    for one in ended:
        if not one.cancelled() and (error := one.exception()) is not None:
            raise error
