"""Jobs live and die with the transaction that enqueued them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app

from dozvon.platform import jobs

pytestmark = pytest.mark.django_db(transaction=True)


def note(word: str) -> None:
    """A job for these tests."""


@pytest.fixture
def job() -> Iterator[jobs.AnyTask]:
    made = jobs.task("tests.note")(note)
    forget_jobs()
    yield made
    app.tasks.pop("tests.note", None)
    forget_jobs()


def forget_jobs() -> None:
    """Not Django's own table: its tests do not empty it, and those before may have left some."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def waiting() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'word' FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_a_job_outside_a_transaction_is_refused(job: jobs.AnyTask) -> None:
    with pytest.raises(jobs.OutsideTransaction, match=r"tests\.note"):
        jobs.enqueue(job, word="lost")
    assert waiting() == []


def test_a_job_is_gone_with_a_rolled_back_change(job: jobs.AnyTask) -> None:
    with transaction.atomic():
        jobs.enqueue(job, word="undone")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert jobs.enqueue(job, word="done") is not None
    assert waiting() == ["done"]


def test_a_job_that_may_wait_once_waits_once_and_the_change_lives(job: jobs.AnyTask) -> None:
    with transaction.atomic():
        assert jobs.enqueue(job, once="only", word="first") is not None
        assert jobs.enqueue(job, once="only", word="second") is None
        assert jobs.enqueue(job, word="third") is not None
    assert waiting() == ["first", "third"]


def test_a_periodic_job_is_called_with_the_time_it_was_due() -> None:
    called = []

    def nightly(due: datetime) -> None:
        called.append(due)

    made = jobs.periodic("tests.nightly", "0 3 * * *")(nightly)
    try:
        made.func(timestamp=1_790_000_000)
        assert called == [datetime.fromtimestamp(1_790_000_000, UTC)]
    finally:
        app.tasks.pop("tests.nightly", None)
        for key in [key for key in app.periodic_registry.periodic_tasks if key[0] == "tests.nightly"]:
            del app.periodic_registry.periodic_tasks[key]


def wait_outside(seconds: float) -> None:
    """A job that waits for a slow other side."""
    time.sleep(seconds)


def test_a_slow_outside_holds_up_no_other_queue() -> None:
    slow = jobs.task("tests.slow", queue="outside")(wait_outside)
    quick = {queue: jobs.task(f"tests.{queue}", queue=queue)(note) for queue in ("default", "ageing", "intake")}
    forget_jobs()
    with transaction.atomic():
        for _ in range(jobs.QUEUES["outside"] + 2):
            jobs.enqueue(slow, seconds=30)
        for job in quick.values():
            jobs.enqueue(job, word="done")
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=jobs.run_worker)
    worker.start()
    try:
        until = time.monotonic() + 20
        while "done" in waiting() and time.monotonic() < until:
            time.sleep(0.1)
        assert "done" not in waiting()
        assert len(waiting()) >= jobs.QUEUES["outside"] + 2
    finally:
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        for name in ("tests.slow", *(f"tests.{queue}" for queue in quick)):
            app.tasks.pop(name, None)
        forget_jobs()


def test_the_worker_ends_when_it_is_told_to() -> None:
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=jobs.run_worker)
    worker.start()
    time.sleep(2)
    assert worker.pid
    os.kill(worker.pid, signal.SIGTERM)
    worker.join(10)
    assert worker.exitcode == 0


def test_a_queue_that_nobody_works_on_is_refused() -> None:
    with pytest.raises(ValueError, match="no queue"):
        jobs.task("tests.lost", queue="somewhere")
