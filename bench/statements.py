"""What statements each request makes, seen in process: how many, and by what plan they run."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.desk import API, forms
from bench.incoming import order as incoming_order
from bench.operators import Operator

_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "COPY")


@dataclass(frozen=True, slots=True)
class Seen:
    """The statements of one request, transaction frames left out."""

    what: str
    sql: tuple[str, ...]


class Desk:
    """Requests to the program loaded in this process, without a server between."""

    def __init__(self, operator: Operator) -> None:
        from django.test import Client

        self._client, self._operator = Client(HTTP_HOST="127.0.0.1"), operator

    def ask(self, what: str, method: str, path: str, content: Any = None) -> tuple[Seen, Any]:
        """The statements of one request of the API, and its answer."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            answer = self._client.generic(
                method,
                path,
                b"" if content is None else json.dumps(content).encode(),
                content_type="application/json",
                headers={"Authorization": f"Bearer {self._operator.token}"},
            )
        if answer.status_code >= 300:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.content[:300]!r}")
        body = json.loads(answer.content) if answer.content else None
        statements = (query["sql"] for query in captured.captured_queries)
        return Seen(what, tuple(one for one in statements if not one.startswith(_FRAME))), body


def walk(operator: Operator, sought: dict[str, list[str]]) -> Iterator[Seen]:
    """Every hot request once, warm: what is loaded once in a process is loaded before."""
    desk = Desk(operator)
    for path in ("/desk/queues", "/orders?queue=in_progress&limit=50"):
        desk.ask("", "GET", API + path)
    yield desk.ask("counts", "GET", f"{API}/desk/queues")[0]
    for queue in ("new", "in_progress", "quick_callback", "no_answer_yesterday", "no_answer_earlier"):
        seen, page = desk.ask("list", "GET", f"{API}/orders?queue={queue}&limit=50")
        yield seen
        if page["next_cursor"]:
            yield desk.ask("next page", "GET", f"{API}/orders?queue={queue}&limit=50&cursor={page['next_cursor']}")[0]
    yield desk.ask("newest", "GET", f"{API}/orders?limit=50")[0]
    yield desk.ask("by status", "GET", f"{API}/orders?status=done&limit=50")[0]
    for kind, queries in sought.items():
        name = "phone" if kind == "last digits" else "q"
        yield desk.ask(kind, "GET", f"{API}/orders?{name}={queries[0]}&limit=50")[0]
        yield desk.ask(f"clients by {kind}", "GET", f"{API}/clients?q={queries[0]}")[0]
    yield from _one(desk)
    yield desk.ask("intake", "POST", f"{API}/orders", incoming_order(10**7 + operator.id))[0]


def _one(desk: Desk) -> Iterator[Seen]:
    """Next, the card and its history, every kind of action."""
    usual = itertools.islice(forms(), 20)
    for code, form in dict(usual).items():
        seen, handed = desk.ask("next", "POST", f"{API}/desk/next")
        order, client = handed["order"]["id"], handed["order"]["client"]["id"]
        yield seen
        yield desk.ask("card", "GET", f"{API}/orders/{order}")[0]
        yield desk.ask("history", "GET", f"{API}/orders/{order}/events")[0]
        yield desk.ask("why", "GET", f"{API}/orders/{order}/why")[0]
        yield desk.ask("client", "GET", f"{API}/clients/{client}")[0]
        yield desk.ask(f"action {code}", "POST", f"{API}/orders/{order}/actions/{code}", form)[0]
