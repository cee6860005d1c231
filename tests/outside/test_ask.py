"""Questions to the outside: bounded, with nothing held meanwhile, traced, and refused while the breaker is open."""

from __future__ import annotations

import time

import pytest
from django.db import connections, transaction

from dozvon.core.actor import SYSTEM
from dozvon.platform.connections import actions
from dozvon.platform.connections.models import Connection
from dozvon.platform.egress.client import Call
from dozvon.platform.egress.errors import EgressRefused, Unreachable
from dozvon.platform.outbox import ask as asking
from dozvon.platform.outbox import breaker
from dozvon.platform.outbox.ask import HoldsTransaction, ask
from dozvon.platform.outbox.models import Attempt
from tests.outside.server import Reply, Sent, Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("echo")]
SECRET = "canary-33c9"


@pytest.fixture
def made(server: Server) -> Connection:
    return actions.add(SYSTEM, "probe", "echo", None, {"url": server.url}, {"key": SECRET})


def call(server: Server, path: str = "/quotes?key=x") -> Call:
    return Call(method="GET", url=server.url + path, basic=("us", SECRET))


def test_the_answer_comes_back_and_the_trace_tells_no_secret(server: Server, made: Connection) -> None:
    server.reply = Reply(200, f'{{"echo": "{SECRET}"}}'.encode())
    assert ask(made, call(server, f"/{SECRET}?key=x")).json() == {"echo": SECRET}
    kept = Attempt.objects.get()
    assert (kept.what, kept.status, kept.succeeded) == (f"GET {server.url}/•••", 200, True)
    assert SECRET not in str(Attempt.objects.values())
    made.refresh_from_db()
    assert made.last_success_at


def test_no_transaction_and_no_connection_is_held_meanwhile(server: Server, made: Connection) -> None:
    here, held = connections["default"], []

    def look(sent: Sent) -> Reply:
        held.append(here.connection is not None)
        return Reply()

    server.answer = look
    ask(made, call(server))
    assert held == [False]
    with transaction.atomic(), pytest.raises(HoldsTransaction):
        ask(made, call(server))


def test_a_question_ends_with_its_deadline(server: Server, made: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking.LONGEST == 5.0
    monkeypatch.setattr(asking, "LONGEST", 0.3)
    server.reply = Reply(pause=2)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="time_out"):
        ask(made, call(server))
    assert time.monotonic() - begun < 1
    made.refresh_from_db()
    assert made.last_failure == "time_out"


def test_a_side_that_is_down_is_left_alone_and_one_that_refuses_is_not(server: Server, made: Connection) -> None:
    server.reply = Reply(401, b"who?")
    for _ in range(breaker.FAILURES + 1):
        assert ask(made, call(server)).status == 401
    made.refresh_from_db()
    assert (made.state, made.last_failure) == ("on", "HTTP 401")
    server.reply = Reply(502)
    for _ in range(breaker.FAILURES):
        ask(made, call(server))
    with pytest.raises(Unreachable, match="breaker_open"):
        ask(made, call(server))
    made.refresh_from_db()
    assert made.state == "broken"
    assert len(server.sent) == 2 * breaker.FAILURES + 1


def test_a_connection_that_is_off_is_not_asked(server: Server, made: Connection) -> None:
    actions.turn_off(SYSTEM, made.code)
    made.refresh_from_db()
    with pytest.raises(Unreachable, match="off"):
        ask(made, call(server))
    assert server.sent == []


def test_the_same_addresses_are_refused(made: Connection) -> None:
    with pytest.raises(EgressRefused, match="private_address"):
        ask(made, Call(method="GET", url="https://10.0.0.1/"))
