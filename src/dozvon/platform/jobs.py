"""Background jobs on the same PostgreSQL: a job is enqueued by the transaction that needs it, or not at all.

Tasks live in each app's `tasks.py`, which procrastinate finds by itself.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

CONCURRENCY = 2
"""Jobs at once in one worker process."""

GRACE = 20.0
"""Seconds a running job gets to finish when the worker is told to stop."""

AnyTask = Task[Any, Any, Any]


class OutsideTransaction(RuntimeError):
    """A job was enqueued outside a transaction; it could run for a change that never happened."""


def task(name: str, *, attempts: int = 8) -> Callable[[Callable[..., None]], AnyTask]:
    """Makes a function a job, called with keyword arguments that JSON can hold.

    A failed job is tried again after 2, 4, 8 … seconds, `attempts` times in all.
    """
    retry = RetryStrategy(max_attempts=attempts - 1, exponential_wait=2)
    return cast(Callable[[Callable[..., None]], AnyTask], app.task(name=name, retry=retry))


def periodic(name: str, cron: str) -> Callable[[Callable[[datetime], None]], AnyTask]:
    """Makes a function a job that runs by a cron line in UTC, called with the time it was due.

    A run that is late does not pile up: at most one waits.
    """

    def decorate(function: Callable[[datetime], None]) -> AnyTask:
        @functools.wraps(function)
        def due(timestamp: int) -> None:
            function(datetime.fromtimestamp(timestamp, UTC))

        made = app.task(name=name, queueing_lock=name)(due)
        return cast(AnyTask, app.periodic(cron=cron)(made))

    return decorate


def enqueue(
    job: AnyTask,
    *,
    at: datetime | None = None,
    once: str | None = None,
    in_turn: str | None = None,
    **arguments: Any,
) -> int | None:
    """Enqueues a job with the current transaction; it becomes visible at commit. Returns its id.

    `at` is the earliest time. `once` names a job of which at most one may wait: a second call returns None.
    Jobs of one `in_turn` name run one after another. Raises OutsideTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{job.name} was enqueued outside a transaction")
    configured = job.configure(schedule_at=at, queueing_lock=once, lock=in_turn)
    try:
        # A savepoint: a refused duplicate must not spoil the caller's transaction.
        with transaction.atomic():
            return configured.defer(**arguments)
    except AlreadyEnqueued:
        return None


def run_worker() -> None:
    """Runs jobs until SIGTERM or SIGINT, then lets the running ones finish. Raises when the database goes away."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()

    async def work() -> None:
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(
                    concurrency=CONCURRENCY, shutdown_graceful_timeout=GRACE, delete_jobs="successful"
                )

    asyncio.run(work())
