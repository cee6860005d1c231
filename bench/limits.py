"""The same work as plain SQL by psycopg on the same database: what no program on top of it could beat."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bench.figures import Times, repeat

Database = psycopg.Connection[tuple[Any, ...]]

_PAGE = """
SELECT o.*, c.name, (SELECT value FROM contacts p WHERE p.client_id = c.id AND p.kind = 'phone' AND p.main) AS phone,
    (SELECT jsonb_agg(to_jsonb(l)) FROM order_lines l WHERE l.order_id = o.id) AS lines
FROM orders o JOIN clients c ON c.id = o.client_id
WHERE o.shop_id = %s AND o.status = 'in_progress' AND o.status_kind = 'open' ORDER BY o.task_due_at, o.id LIMIT 50
"""
_TAKE = """
UPDATE orders SET claimed_by_id = %s, claimed_until = %s WHERE id = (
    SELECT id FROM orders WHERE shop_id = %s AND status = 'in_progress' AND status_kind = 'open' AND task_due_at <= %s
        AND (claimed_by_id IS NULL OR claimed_until <= %s) ORDER BY task_due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING *
"""
_EVENT = "INSERT INTO events (at, kind, shop_id, order_id, actor_id, actor_label, body) VALUES (%s,%s,%s,%s,%s,'',%s)"
_CARD = """
SELECT to_jsonb(o), to_jsonb(c), (SELECT jsonb_agg(to_jsonb(l)) FROM order_lines l WHERE l.order_id = o.id),
    (SELECT jsonb_agg(to_jsonb(p)) FROM contacts p WHERE p.client_id = c.id)
FROM orders o JOIN clients c ON c.id = o.client_id WHERE o.id = %s
"""
_HISTORY = "SELECT * FROM events WHERE order_id = %s ORDER BY id DESC LIMIT 200"
_ACT = """
UPDATE orders SET status = 'no_answer', task_due_at = %s, claimed_by_id = NULL, claimed_until = NULL, last_call_at = %s,
    attempts = attempts + 1, attempts_total = attempts_total + 1, version = version + 1 WHERE id = %s
"""
_SEARCH = {
    "last digits": "SELECT client_id FROM contacts WHERE kind = 'phone' AND reverse(value) LIKE reverse(%s) || '%%' "
    "LIMIT 200",
    "name words": "SELECT id FROM clients WHERE words @@ to_tsquery('simple', %s) LIMIT 200",
    "number": "SELECT client_id FROM orders WHERE number = %s::bigint",
}
_OF_CLIENTS = """
SELECT o.*, c.name FROM orders o JOIN clients c ON c.id = o.client_id WHERE o.client_id = ANY(%s)
ORDER BY o.received_at DESC LIMIT 50
"""


def reading(db: Database, counts: str, shop: int, times: int) -> dict[str, Times]:
    """Counts (the statement is given) and a page of fifty."""
    return {
        "counts": repeat(lambda _: db.execute(counts).fetchall(), times),
        "list": repeat(lambda _: db.execute(_PAGE, [shop]).fetchall(), times),
    }


class NothingLeft(Exception):
    """All due orders of the twin have been worked on."""


def take(db: Database, shop: int, user: int) -> int:
    """Claims the next order. Raises NothingLeft."""
    now = datetime.now(UTC)
    with db.transaction():
        row = db.execute(_TAKE, [user, now + timedelta(minutes=15), shop, now, now]).fetchone()
        if row is None:
            raise NothingLeft
        db.execute(_EVENT, [now, "order.claimed", shop, row[0], user, Jsonb({})])
    return int(row[0])


def act(db: Database, shop: int, user: int, order: int) -> None:
    """Puts the order to the next call."""
    now, body = datetime.now(UTC), Jsonb({"action": {"code": "no_answer"}, "comment": "x" * 400})
    with db.transaction():
        db.execute("SELECT * FROM orders WHERE id = %s FOR UPDATE", [order]).fetchone()
        db.execute(_ACT, [now + timedelta(minutes=3), now, order])
        db.execute(_EVENT, [now, "order.action", shop, order, user, body])


def working(db: Database, shop: int, user: int, times: int) -> dict[str, Times]:
    """Next, card with history, and an action, each with its event and its commit."""
    taken: list[int] = []

    def card(turn: int) -> None:
        db.execute(_CARD, [taken[turn]]).fetchall()
        db.execute(_HISTORY, [taken[turn]]).fetchall()

    return {
        "next": repeat(lambda _: taken.append(take(db, shop, user)), times),
        "card": repeat(card, times),
        "action": repeat(lambda turn: act(db, shop, user, taken[turn]), times),
    }


def searching(db: Database, sought: dict[str, list[str]], times: int) -> dict[str, Times]:
    """Clients by the search, then their newest orders."""
    found = {}
    for kind, queries in sought.items():
        turns = itertools.cycle(queries)

        def find(_: int, kind: str = kind, turns: itertools.cycle[str] = turns) -> None:
            text = next(turns)
            if kind == "name words":
                text = " & ".join(f"{word}:*" for word in text.split())
            ids = [row[0] for row in db.execute(_SEARCH[kind], [text]).fetchall()]
            db.execute(_OF_CLIENTS, [ids]).fetchall()

        found[kind] = repeat(find, times)
    return found


def actions_a_second(connect: Callable[[], Database], users: list[int], shop: int, seconds: float) -> float:
    """Next and action in turn on as many connections as users: pairs of commits a second, while there are orders."""
    done, begun = [0] * len(users), time.perf_counter()
    ended = [begun] * len(users)

    def work(place: int) -> None:
        with connect() as db, contextlib.suppress(NothingLeft):
            while time.perf_counter() < begun + seconds:
                act(db, shop, users[place], take(db, shop, users[place]))
                done[place] += 1
        ended[place] = time.perf_counter()

    threads = [threading.Thread(target=work, args=[place]) for place in range(len(users))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (max(ended) - begun)
