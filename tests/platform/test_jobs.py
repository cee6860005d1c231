"""Jobs live and die with the transaction that enqueued them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
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
