"""The outbox: what is put in with a change goes out once, in order, for a day; what fails is left alone for a while."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction

from dozvon.core.actor import SYSTEM
from dozvon.platform.connections import actions as connecting
from dozvon.platform.connections.models import Connection
from dozvon.platform.egress.client import Call, send
from dozvon.platform.jobs import OutsideTransaction
from dozvon.platform.outbox import actions, breaker, delivery, handlers, tasks
from dozvon.platform.outbox.handlers import GiveUp, handler
from dozvon.platform.outbox.models import Attempt, Breaker, Outgoing
from dozvon.platform.outbox.traces import CallResult, of_answer
from tests.outside.server import Reply, Server

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SECRET = "canary-90ab"


@pytest.fixture(autouse=True)
def posting(server: Server) -> Iterator[None]:
    """A handler that posts the payload with the row's key; one that crashes, one that gives up."""

    @handler("tests.post", at_once=2)
    def post(row: Outgoing) -> CallResult:
        call = Call(method="POST", url=server.url, json=row.payload, headers={"X-Key": row.key}, seconds=5)
        return of_answer("POST /", send(call), [SECRET])

    @handler("tests.crash")
    def crash(row: Outgoing) -> CallResult:
        raise RuntimeError("a mistake")

    @handler("tests.gone")
    def gone(row: Outgoing) -> CallResult:
        raise GiveUp("gone")

    yield
    for kind in ("tests.post", "tests.crash", "tests.gone"):
        del handlers._HANDLERS[kind]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def put(kind: str = "tests.post", target: str = "side", **given: object) -> Outgoing:
    with transaction.atomic():
        return actions.add(kind, target, given.pop("payload", {"n": 1}), NOW, **given)  # type: ignore[arg-type]


def go(row: Outgoing, at: datetime = NOW) -> Outgoing:
    delivery.deliver(row.pk, lambda: at)
    row.refresh_from_db()
    return row


def jobs() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (args ->> 'outgoing_id')::int, queue_name FROM procrastinate_jobs ORDER BY id")
        return [tuple(row) for row in cursor.fetchall()]


def test_a_call_lives_and_dies_with_the_change(server: Server) -> None:
    with transaction.atomic():
        actions.add("tests.post", "side", {}, NOW)
        transaction.set_rollback(True)
    assert not Outgoing.objects.exists()
    assert jobs() == []
    with pytest.raises(OutsideTransaction):
        actions.add("tests.post", "side", {}, NOW)
    row = put()
    assert jobs() == [(row.pk, "outside")]
    assert server.sent == []


def test_it_is_made_once_and_traced(server: Server) -> None:
    row = go(put())
    go(row)
    assert (row.state, row.attempts, row.finished_at) == ("done", 1, NOW)
    assert [(sent.body, sent.headers["x-key"]) for sent in server.sent] == [(b'{"n":1}', row.key)]
    attempt = Attempt.objects.get()
    assert (attempt.outgoing, attempt.status, attempt.succeeded, attempt.answer) == (row, 200, True, "{}")


def test_a_failed_call_is_tried_again_ever_later_with_the_same_key_for_a_day(server: Server) -> None:
    server.reply = Reply(503, b"later")
    row, now, pauses = put(), NOW, []
    while row.state == "waiting":
        breaker.reset(row.target)
        go(row, now)
        pauses.append(row.due_at - now)
        now = row.due_at
    assert row.state == "given_up"
    assert timedelta(hours=24) <= row.finished_at - NOW < timedelta(hours=29)
    assert 10 < row.attempts < 20
    assert timedelta(seconds=8) <= pauses[0] <= timedelta(seconds=12)
    assert {sent.headers["x-key"] for sent in server.sent} == {row.key}
    assert Attempt.objects.filter(status=503, reason="HTTP 503", answer="later").count() == row.attempts


def test_pauses_double_up_to_four_hours_and_differ() -> None:
    for attempts in range(1, 40):
        usual = min(timedelta(seconds=10) * 2 ** (attempts - 1), timedelta(hours=4))
        assert usual * 0.8 <= delivery.delay_after(attempts) <= usual * 1.2
    assert len({delivery.delay_after(5) for _ in range(9)}) > 1
    assert delivery.delay_after(1, wait=300) == timedelta(seconds=300)


def test_the_other_side_says_when_to_come_back(server: Server) -> None:
    server.reply = Reply(429, b"", {"Retry-After": "600"})
    assert go(put()).due_at == NOW + timedelta(seconds=600)


def test_a_mistake_of_ours_is_tried_again_and_nothing_of_it_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    row = go(put("tests.crash"))
    assert row.state == "waiting"
    assert Attempt.objects.get().reason == "broken"
    assert "a mistake" in caplog.text


def test_what_is_gone_is_given_up_at_once_and_does_not_open_the_breaker() -> None:
    row = go(put("tests.gone"))
    assert (row.state, Attempt.objects.get().reason) == ("given_up", "gone")
    assert not Breaker.objects.exists()


def test_a_kind_nobody_handles_waits() -> None:
    assert go(put("tests.nobody")).state == "waiting"


def test_of_one_ordering_none_overtakes_another(server: Server) -> None:
    server.reply = Reply(500)
    first, second, other = put(ordering="order:1"), put(ordering="order:1"), put(ordering="order:2")
    go(first)
    go(second)
    assert (second.attempts, len(server.sent)) == (0, 1)
    server.reply = Reply()
    go(other)
    assert other.state == "done"
    go(second, NOW + timedelta(hours=1))
    assert second.state == "waiting"
    go(first, NOW + timedelta(hours=1))
    assert jobs()[-1] == (second.pk, "outside")
    go(second, NOW + timedelta(hours=1))
    assert second.state == "done"


def test_one_given_up_by_hand_lets_the_next_go() -> None:
    first, second = put(ordering="order:1"), put(ordering="order:1")
    actions.give_up(first, NOW)
    first.refresh_from_db()
    assert first.state == "given_up"
    assert jobs()[-1] == (second.pk, "outside")
    assert go(second).state == "done"
    actions.give_up(second, NOW)
    assert Outgoing.objects.get(pk=second.pk).state == "done"


def test_retry_by_hand_brings_a_given_up_call_back_and_passes_the_breaker(server: Server) -> None:
    row = put()
    actions.give_up(row, NOW)
    for _ in range(breaker.FAILURES):
        breaker.note(row.target, NOW, "time_out")
    actions.retry(row, NOW + timedelta(days=3))
    assert go(row, NOW + timedelta(days=3)).state == "done"
    actions.retry(row, NOW)
    assert Outgoing.objects.get(pk=row.pk).state == "done"
    assert len(server.sent) == 1


def test_no_more_calls_at_once_than_the_kind_allows() -> None:
    busy = [put(), put()]
    Outgoing.objects.filter(pk__in=[one.pk for one in busy]).update(leased_until=NOW + timedelta(seconds=30))
    waiting, elsewhere = go(put()), go(put(target="another"))
    assert (waiting.attempts, elsewhere.state) == (0, "done")
    assert NOW < waiting.due_at <= NOW + timedelta(seconds=5)
    assert go(waiting, NOW + timedelta(seconds=31)).state == "done"


@pytest.mark.usefixtures("echo")
def test_no_more_calls_at_once_than_the_provider_of_a_connection_allows() -> None:
    made = connecting.add(SYSTEM, "probe", "echo", None, {"url": "https://echo.example"}, {"key": SECRET})
    target = f"connection:{made.code}"
    Outgoing.objects.filter(pk=put(target=target).pk).update(leased_until=NOW + timedelta(seconds=30))
    waiting = go(put(target=target))
    assert (waiting.attempts, waiting.state) == (0, "waiting")
    assert go(waiting, NOW + timedelta(seconds=31)).state == "done"


# The breaker


def test_the_breaker_opens_lets_one_try_and_closes(server: Server) -> None:
    server.reply = Reply(500)
    rows = [put() for _ in range(breaker.FAILURES + 3)]
    for row in rows[: breaker.FAILURES]:
        go(row)
    kept = Breaker.objects.get()
    assert breaker.state_of(kept, NOW) == "open"
    assert go(rows[-1]).attempts == 0
    assert len(server.sent) == breaker.FAILURES
    later = NOW + breaker.FIRST_PAUSE
    assert breaker.state_of(kept, later) == "half_open"
    assert breaker.admit("side", later) is None
    assert breaker.admit("side", later) is not None
    assert breaker.note("side", later, "HTTP 500") is False
    kept.refresh_from_db()
    assert kept.retry_at == later + breaker.FIRST_PAUSE * 2
    server.reply = Reply()
    assert go(rows[-1], kept.retry_at).state == "done"
    kept.refresh_from_db()
    assert (breaker.state_of(kept, NOW), kept.failures, kept.last_success_at) == (
        "closed",
        0,
        later + timedelta(seconds=60),
    )
    assert breaker.admit("side", later) is None


def test_an_open_breaker_never_rests_longer_than_a_quarter_of_an_hour() -> None:
    for _ in range(30):
        breaker.note("side", NOW, "time_out")
    kept = Breaker.objects.get()
    assert kept.retry_at == NOW + breaker.LONGEST_PAUSE


def test_a_call_behind_an_open_breaker_is_given_up_after_its_day() -> None:
    row = put()
    for _ in range(breaker.FAILURES):
        breaker.note("side", NOW + timedelta(hours=25), "time_out")
    assert go(row, NOW + timedelta(hours=25)).state == "given_up"


@pytest.mark.usefixtures("echo")
def test_a_connection_shows_how_its_calls_go(server: Server) -> None:
    made = connecting.add(SYSTEM, "probe", "echo", None, {"url": server.url}, {"key": SECRET})
    server.reply = Reply(500)
    for _ in range(breaker.FAILURES):
        go(put(target=f"connection:{made.code}"))
    made.refresh_from_db()
    assert (made.state, made.last_failure, made.last_failure_at) == ("broken", "HTTP 500", NOW)
    server.reply = Reply()
    later = NOW + timedelta(minutes=10)
    go(put(target=f"connection:{made.code}"), later)
    made = Connection.objects.get()
    assert (made.state, made.last_success_at) == ("on", later)


def test_no_secret_that_comes_back_is_kept(server: Server) -> None:
    server.reply = Reply(400, f"you sent {SECRET}".encode())
    go(put())
    assert Attempt.objects.get().answer == "you sent •••"


# Killed between sending and noting


def _send_and_hang(outgoing_id: int) -> None:
    @handler("tests.post")
    def post_and_hang(row: Outgoing) -> CallResult:
        send(Call(method="POST", url=row.payload["url"], headers={"X-Key": row.key}, seconds=5))
        time.sleep(60)
        raise AssertionError("not killed")

    delivery.deliver(outgoing_id, lambda: NOW)


def test_a_job_killed_between_sending_and_noting_sends_again_with_the_same_key(server: Server) -> None:
    row = put(payload={"url": server.url}, ordering="order:1")
    behind = put(payload={"url": server.url}, ordering="order:1")
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=_send_and_hang, args=(row.pk,))
    child.start()
    deadline = time.monotonic() + 15
    while not server.sent and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    row.refresh_from_db()
    assert (row.state, row.attempts, Attempt.objects.count()) == ("waiting", 1, 0)
    assert go(behind).attempts == 0
    assert row.pk not in delivery.overdue(NOW + timedelta(seconds=60), 10)
    after = NOW + delivery.LEASE
    assert delivery.overdue(after, 10) == [row.pk]
    assert go(row, after).state == "done"
    assert [sent.headers["x-key"] for sent in server.sent] == [row.key, row.key]


def test_the_sweep_enqueues_what_no_job_looks_after(monkeypatch: pytest.MonkeyPatch) -> None:
    row = put()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW + timedelta(minutes=1))
    tasks.sweep.func(timestamp=0)
    assert jobs() == [(row.pk, "outside")]


def test_what_is_over_is_forgotten_after_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    done, waiting = go(put()), put()
    for days, left in ((29, {done.pk, waiting.pk}), (31, {waiting.pk})):
        monkeypatch.setattr(tasks.timezone, "now", partial(lambda at: at, NOW + timedelta(days=days)))
        tasks.tidy.func(timestamp=0)
        assert set(Outgoing.objects.values_list("pk", flat=True)) == left
    assert not Attempt.objects.exists()
