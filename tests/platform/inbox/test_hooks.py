"""A hook believes nothing before it is proven, stores before it reads, and says no more than it must."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from pytest_django import Settings

from dozvon.api import hooks
from dozvon.core.actor import SYSTEM
from dozvon.platform import logs
from dozvon.platform.connections import actions
from dozvon.platform.connections.models import Connection
from dozvon.platform.inbox import receiving, tasks
from dozvon.platform.inbox.models import DONE, RECEIVED, ForgedMessage, InboxMessage
from dozvon.platform.serving.rates import MOST_KEYS, RateLimit

pytestmark = pytest.mark.django_db


def send(
    source: Connection, body: bytes = b"hello", *, path: str = "", method: str = "POST", **headers: str
) -> HttpResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    address = path or source.hook_path()
    answer = Browser().generic(method, address, body, content_type="application/json", headers=given)
    assert isinstance(answer, HttpResponse)
    return answer


def test_what_is_genuine_is_stored_as_it_came_and_answered_in_the_providers_form(source: Connection) -> None:
    body = b'\xff{"a": 1}\n'
    answer = send(source, body, path=f"{source.hook_path()}/deep/er", method="PUT", X_Echo="right", X_Echo_Id="1")
    assert (answer.status_code, answer.content) == (200, b"heard")
    message = InboxMessage.objects.get()
    assert (bytes(message.body), message.kind, message.state) == (body, "probe", RECEIVED)
    assert (message.connection_id, message.external_id, message.sent) == (source.pk, "1", {"rest": "deep/er"})
    source.refresh_from_db()
    assert source.last_received_at is not None


def test_the_same_delivery_is_stored_once_and_another_body_under_its_id_is_refused(source: Connection) -> None:
    statuses = [
        send(source, body, X_Echo="right", X_Echo_Id=number).status_code
        for number, body in (("1", b"a"), ("1", b"a"), ("1", b"b"), ("2", b"a"))
    ]
    assert statuses == [200, 200, 409, 200]
    assert InboxMessage.objects.count() == 2


def test_without_an_id_the_same_bytes_are_the_same_message(source: Connection) -> None:
    assert [send(source, body, X_Echo="right").status_code for body in (b"a", b"a", b"b")] == [200] * 3
    assert InboxMessage.objects.count() == 2


def test_of_what_is_forged_only_time_size_and_address_are_kept(source: Connection) -> None:
    wrong_path = f"/hooks/{source.code}/{'x' * 32}"
    assert send(source, b"forged words", X_Echo="wrong").status_code == 401
    assert send(source, b"forged", path=wrong_path, X_Echo="right").status_code == 401
    assert InboxMessage.objects.count() == 0
    assert list(ForgedMessage.objects.order_by("pk").values_list("connection_id", "size", "address")) == [
        (source.pk, 12, "127.0.0.1"),
        (source.pk, 6, "127.0.0.1"),
    ]


def test_an_unknown_connection_or_one_that_is_off_is_not_found(source: Connection) -> None:
    path = source.hook_path()
    assert send(source, path="/hooks/nobody/token", X_Echo="right").status_code == 404
    actions.turn_off(SYSTEM, source.code)
    assert send(source, path=path, X_Echo="right").status_code == 404
    assert not ForgedMessage.objects.exists()


def test_a_large_body_is_refused_before_it_is_read(source: Connection) -> None:
    large = b"x" * (hooks.MOST_BYTES + 1)
    assert send(source, large, X_Echo="right").status_code == 413
    assert send(source, large[:-1], X_Echo="right").status_code == 200


def test_too_many_are_told_when_to_come_again(source: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BY_CONNECTION", "BY_ADDRESS"):
        with monkeypatch.context() as patch:
            patch.setattr(hooks, name, RateLimit(0.1, 2))
            answers = [send(source, str(number).encode(), X_Echo="right") for number in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10


def test_who_has_no_token_does_not_use_up_the_limit_of_who_has(
    source: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "BY_CONNECTION", RateLimit(0.1, 2))
    monkeypatch.setattr(hooks, "BY_FORGED", RateLimit(0.1, 2))
    forged = [send(source, path=f"/hooks/{source.code}/guess", X_Echo="right").status_code for _ in range(4)]
    assert forged == [401, 401, 429, 429]
    assert ForgedMessage.objects.count() == 2
    assert send(source, X_Echo="right").status_code == 200


def test_a_connection_that_nobody_reads_fills_up_and_no_further(
    source: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_WAITING", 2)
    answers = [send(source, body, X_Echo="right") for body in (b"1", b"2", b"3")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    InboxMessage.objects.update(state=DONE)
    assert send(source, b"3", X_Echo="right").status_code == 200


def test_other_methods_are_refused(source: Connection) -> None:
    assert send(source, method="DELETE", X_Echo="right").status_code == 405


@pytest.mark.parametrize("human", [True, False])
def test_no_log_shows_the_token_of_a_hook(human: bool) -> None:
    formatter = logs.HumanFormatter() if human else logs.JsonFormatter()
    record = logging.makeLogRecord(
        {"msg": "Internal Server Error: /hooks/echo/canary-token/rest", "levelno": logging.ERROR}
    )
    assert "canary" not in formatter.format(record)
    assert "/hooks/echo/…" in formatter.format(record)
    assert logs.masked("/hooks/echo/canary-token") == "/hooks/echo/…"


def test_bodies_go_when_they_were_read_long_ago(source: Connection, settings: Settings) -> None:
    settings.INBOX_DAYS = 30
    for number, (state, days) in enumerate(((DONE, 31), (DONE, 29), ("failed", 31))):
        send(source, b"body", X_Echo="right", X_Echo_Id=str(number))
        then = datetime.now(UTC) - timedelta(days=days)
        InboxMessage.objects.filter(external_id=str(number)).update(state=state, received_at=then)
    tasks.expire.func(int(datetime.now(UTC).timestamp()))
    assert [bytes(one.body) for one in InboxMessage.objects.order_by("pk")] == [b"{}", b"body", b"body"]
    assert send(source, b"body", X_Echo="right", X_Echo_Id="0").status_code == 200
    assert InboxMessage.objects.count() == 3


def test_what_breaks_its_reader_again_and_again_is_left_to_the_head(source: Connection) -> None:
    """The echo's port has no reader: a fault of ours, not of the sender."""
    send(source, X_Echo="right")
    pk = InboxMessage.objects.get().pk
    for _ in range(tasks.MOST_TRIES - 1):
        tasks.read_message.func(message_id=pk)
    assert InboxMessage.objects.get().state == RECEIVED
    tasks.read_message.func(message_id=pk)
    message = InboxMessage.objects.get()
    assert (message.state, message.errors) == ("failed", [{"field": "body", "code": "fault", "params": {}}])


def test_a_rate_is_refilled_and_forgets_the_oldest_keys() -> None:
    limit = RateLimit(2, 3)
    assert [limit.wait_of("a", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.wait_of("b", 0.0) == 0
    assert limit.wait_of("a", 0.5) == 0
    for number in range(MOST_KEYS):
        limit.wait_of(str(number), 1.0)
    assert len(limit._left) == MOST_KEYS
