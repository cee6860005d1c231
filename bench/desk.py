"""One client's walk over the desk, by the API and by the pages; each step timed apart."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from bench.figures import Times, times_of
from bench.http import Answer, Connection, bearer, browser
from bench.operators import Operator

API = "/api/v1"
QUEUES = ("in_progress", "quick_callback", "no_answer_yesterday", "no_answer_earlier")


class Unexpected(AssertionError):
    """The desk answered otherwise than it must."""


def expect(answer: Answer, *statuses: int) -> Answer:
    """The answer, if its status is one of these. Raises Unexpected with what it says."""
    if answer.status not in statuses:
        raise Unexpected(f"{answer.status}: {answer.body[:500].decode(errors='replace')}")
    return answer


def forms() -> Iterator[tuple[str, dict[str, Any]]]:
    """What operators do, over and over: of twenty calls ten unanswered, four confirmed, four put off, two closed."""
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="minutes")
    missed = ("no_answer", {"call": "made", "problem": "no_reply"})
    confirmed = ("confirm", {"call": "made"})
    put_off = ("call_later", {"call": "made", "comment": "Просит позвонить завтра", "call_back_at": later})
    refused = ("refuse", {"call": "made", "problem": "expensive", "comment": "Дорого"})
    wrong = ("invalid", {"call": "not_made", "choice": "wrong_number", "comment": "Не тот человек"})
    ten = [missed, confirmed, missed, put_off, missed] * 2
    yield from itertools.cycle([*ten, *ten[:8], refused, wrong])


class Walk:
    """The times of one client's steps; the first `warm` turns are forgotten."""

    def __init__(self, warm: int) -> None:
        self._warm, self._seconds = warm, dict[str, list[float]]()

    def step(self, name: str, work: Callable[..., Answer], *args: Any) -> Answer:
        """Does the step and remembers how long it took."""
        begun = time.perf_counter()
        answer = work(*args)
        self._seconds.setdefault(name, []).append(time.perf_counter() - begun)
        return answer

    def times(self) -> dict[str, Times]:
        """Step -> times."""
        return {name: times_of(seconds[self._warm :]) for name, seconds in self._seconds.items()}


def by_api(port: int, operator: Operator, times: int, warm: int = 20) -> dict[str, Times]:
    """Counts, list, next, card with history, action: times of each by the API with a token."""
    client, doing, walk = Connection(port, bearer(operator.token)), forms(), Walk(warm)
    for turn in range(warm + times):
        walk.step("counts", get, client, f"{API}/desk/queues")
        walk.step("list", get, client, f"{API}/orders?queue={QUEUES[turn % len(QUEUES)]}&limit=50")
        order = walk.step("next", post, client, f"{API}/desk/next").json["order"]["id"]
        walk.step("card", _card, client, order)
        code, form = next(doing)
        walk.step("action", post, client, f"{API}/orders/{order}/actions/{code}", form)
    return walk.times()


def get(client: Connection, path: str) -> Answer:
    """GET that must succeed."""
    return expect(client.get(path), 200)


def post(client: Connection, path: str, content: Any = None) -> Answer:
    """POST of JSON that must succeed."""
    return expect(client.post(path, content), 200)


def _card(client: Connection, order: int) -> Answer:
    get(client, f"{API}/orders/{order}")
    return get(client, f"{API}/orders/{order}/events")


FORM = "application/x-www-form-urlencoded"


def by_pages(port: int, operator: Operator, times: int, warm: int = 20) -> dict[str, Times]:
    """The same by the pages with a session: whole pages, as a browser without scripts sees them, and the card alone."""
    client, doing, walk = Connection(port, browser(operator.session)), forms(), Walk(warm)
    part = Connection(port, browser(operator.session) | {"HX-Request": "true", "HX-Target": "section#card"})
    for turn in range(warm + times):
        walk.step("list", get, client, f"/desk/{QUEUES[turn % len(QUEUES)]}/")
        card = walk.step("next", next_by_page, client).headers[b"location"].decode()
        walk.step("card", get, client, card)
        walk.step("part", get, part, card)
        code, form = next(doing)
        walk.step("action", act_by_page, client, order_of(card), code, form)
    return walk.times()


def next_by_page(client: Connection, headers: Mapping[str, str] | None = None) -> Answer:
    """Presses «next order»."""
    return expect(client.ask("POST", "/desk/next", b"", FORM, headers), 303)


def order_of(address: str) -> int:
    """The order's id in the address of its card."""
    found = re.match(r"/orders/(\d+)/", address)
    if found is None:
        raise Unexpected(f"no card but {address}")
    return int(found[1])


def act_by_page(
    client: Connection, order: int, code: str, form: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Answer:
    """Sends the form of an action as a browser does."""
    typed = {name: value for name, value in form.items() if name != "call"}
    if "call_back_at" in typed:
        typed["call_back_at"] = typed["call_back_at"][:16]
    path, body = f"/orders/{order}/actions/{code}", urlencode(typed).encode()
    return expect(client.ask("POST", path, body, FORM, headers), 303)


def search(port: int, operator: Operator, sought: dict[str, list[str]], times: int) -> dict[str, Times]:
    """Times of each kind of search; `sought` holds queries in turn."""
    client, walk = Connection(port, bearer(operator.token)), Walk(10)
    for kind, queries in sought.items():
        for query in itertools.islice(itertools.cycle(queries), times + 10):
            path = f"{API}/orders?limit=50&{'phone' if kind == 'last digits' else 'q'}={quote(query)}"
            if not walk.step(kind, get, client, path).json["items"]:
                raise Unexpected(f"nothing found by {path}")
    return walk.times()
