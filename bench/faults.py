"""`make faults`: kill -9 amid concurrent actions, again and again, and bad input by the thousand.

Every action that was acknowledged must be in the history exactly once, none half-done, and the desk back by itself.
An action whose answer was lost is sent again with the order's version: then it is either done now or was done before.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import fill, operators
from bench import home as homes
from bench.desk import API
from bench.home import Served
from bench.http import Answer, Connection, bearer
from bench.operators import Operator

BACK_WITHIN = 10.0
"""Seconds after a kill within which the desk must work again."""
PATIENCE = 60.0
VICTIMS = ("web", "database", "jobs", "all web", "session")


class Family:
    """Which child of the served program is what, also after some were started anew."""

    def __init__(self, served: Served) -> None:
        """To be made when all children of the first start are there: they are forked web first, jobs last."""
        self._served = served
        *web, jobs = served.children()
        self._kinds = dict.fromkeys(web, "web") | {jobs: "jobs"}

    def of(self, kind: str) -> list[int]:
        """The living children of that kind. A new one is of the kind of one that is gone."""
        living = self._served.children()
        gone = [self._kinds.pop(pid) for pid in list(self._kinds) if pid not in living]
        for pid in living:
            if pid not in self._kinds and gone:
                self._kinds[pid] = gone.pop()
        return [pid for pid, known in self._kinds.items() if known == kind]

    def whole(self) -> bool:
        """Whether everybody is there again."""
        return len(self._served.children()) == 3 and len(self.of("web")) == 2 and len(self.of("jobs")) == 1


def kill(victim: str, served: Served, family: Family) -> None:
    """kill -9. `session` is one of the server's processes that works for the desk: PostgreSQL then restarts itself."""
    if victim == "database":
        pids = [homes.postmaster(served.home)]
    elif victim == "session":
        pids = [_session(served.home)]
    else:
        pids = family.of(victim.removeprefix("all "))[: None if victim.startswith("all ") else 1]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _session(home: Path) -> int:
    with homes.connect(home) as db:
        row = db.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' ORDER BY query_start DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return int(row[0])


@dataclass(slots=True)
class Round:
    """One kill amid `actions`: what was acknowledged, how long the desk was away, what was wrong."""

    mark: str
    actions: int
    done: dict[str, int] = field(default_factory=dict)
    """Comment of each acknowledged action -> its order."""
    repeated: int = 0
    back: float = 0.0
    wrong: list[str] = field(default_factory=list)


def work(served: Served, people: list[Operator], turn: Round, at: int, strike: Callable[[], None]) -> None:
    """All operators act until so many actions are done; when `at` are, `strike` is called."""
    numbers: Iterator[int] = iter(range(turn.actions))
    taking = threading.Lock()

    def act() -> None:
        while True:
            with taking:
                number = next(numbers, None)
            if number is None:
                return
            _one(client_of[threading.current_thread().name], turn, f"{turn.mark}-{number}", number)

    client_of = {f"operator {p.id}": Connection(served.port, bearer(p.token), 20) for p in people}
    threads = [threading.Thread(target=act, name=name) for name in client_of]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE
    while len(turn.done) < at and time.monotonic() < deadline:
        time.sleep(0.005)
    strike()
    for thread in threads:
        thread.join()


def _one(client: Connection, turn: Round, comment: str, number: int) -> None:
    """Takes an order and acts on it, asking again where an answer was lost or the desk was away for a moment."""
    handed = _insist(lambda: client.post(f"{API}/desk/next"), turn)
    if handed is None or handed.status != 200:
        turn.wrong.append(f"next: {handed.status if handed else 'no answer'}")
        return
    order = handed.json["order"]
    form: dict[str, Any] = {"call": "made", "comment": comment, "version": order["version"]}
    if number % 2:
        code, form = "refuse", form | {"problem": "expensive"}
    else:
        code, form = "call_later", form | {"call_back_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    answer = _insist(lambda: client.post(f"{API}/orders/{order['id']}/actions/{code}", form), turn)
    if answer is not None and (answer.status == 200 or (answer.status == 409 and answer.json["code"] == "stale")):
        turn.done[comment] = order["id"]
    else:
        turn.wrong.append(f"{code}: {answer.body[:200]!r}" if answer else f"{code}: no answer")


def _insist(ask: Callable[[], Answer], turn: Round) -> Answer | None:
    """The first definite answer: not a broken connection, not 503. None when patience ends."""
    deadline = time.monotonic() + PATIENCE
    answer: Answer | None
    while time.monotonic() < deadline:
        try:
            answer = ask()
            if answer.status < 500:
                return answer
            if answer.status != 503:
                turn.wrong.append(f"{answer.status}: {answer.body[:200]!r}")
        except OSError:
            answer = None
        turn.repeated += 1
        time.sleep(0.05)
    return None


_TWICE = """
SELECT e.body ->> 'comment', count(*) FROM events e
WHERE e.order_id = ANY(%s) AND e.kind = 'order.action' AND e.body ->> 'comment' LIKE %s GROUP BY 1
"""
# The row and the last word of its history are written together: status, version and due time must be the same.
_HALF = """
SELECT o.id FROM orders o JOIN LATERAL (
    SELECT e.body FROM events e WHERE e.order_id = o.id AND e.kind = 'order.action' ORDER BY e.id DESC LIMIT 1
) AS last ON true
WHERE o.id = ANY(%s) AND (o.status <> last.body -> 'status' ->> 'code'
    OR o.version <> (last.body ->> 'version')::int
    OR o.task_due_at IS DISTINCT FROM (last.body -> 'task' ->> 'due_at')::timestamptz
    OR o.claimed_by_id IS NOT NULL)
"""


def judge(home: Path, turn: Round) -> None:
    """Holds what was acknowledged against the database."""
    ids = sorted(set(turn.done.values()))
    with homes.connect(home) as db:
        found = Counter(dict(db.execute(_TWICE, [ids, f"{turn.mark}-%"]).fetchall()))
        half = [row[0] for row in db.execute(_HALF, [ids]).fetchall()]
        # What nobody knows of: written, but neither acknowledged nor confirmed when asked again.
        row = db.execute(
            "SELECT count(*) FROM events WHERE kind = 'order.action' AND at > now() - interval '1 hour'"
            " AND body ->> 'comment' LIKE %s",
            [f"{turn.mark}-%"],
        ).fetchone()
    lost = [comment for comment in turn.done if found[comment] != 1]
    turn.wrong += [f"{comment} is {found[comment]} times in the history" for comment in lost[:5]]
    turn.wrong += [f"order {order} is half-done" for order in half[:5]]
    if row is None or row[0] != len(turn.done):
        turn.wrong.append(f"{row and row[0]} actions in the history, {len(turn.done)} acknowledged")


def strike_and_wait(served: Served, family: Family, people: list[Operator], victim: str, turn: Round) -> None:
    """Kills the victim and measures until the desk answers an operator again, everybody being there."""
    kill(victim, served, family)
    begun, client = time.monotonic(), Connection(served.port, bearer(people[0].token), 5)
    time.sleep(0.02)
    while time.monotonic() < begun + PATIENCE:
        try:
            if client.get(f"{API}/desk/queues").status == 200 and family.whole():
                break
        except OSError:
            client.close()
        time.sleep(0.02)
    turn.back = time.monotonic() - begun
    if turn.back > BACK_WITHIN:
        turn.wrong.append(f"back after {turn.back:.1f} s")


def rounds(home: Path, orders: int, count: int, actions: int, crowd: int) -> list[str]:
    """So many kills amid so many actions each; what was wrong."""
    fill.ready(home, orders)
    people = operators.knowing_all(operators.signed_in())[:crowd]
    homes.leave()
    wrong: list[str] = []
    with Served(home) as served:
        served.wait(lambda: served.status("/ready") == 200 and len(served.children()) == 3)
        family = Family(served)
        for number, victim in zip(range(count), itertools.cycle(VICTIMS), strict=False):
            with homes.connect(home) as db:
                # A round uses up more due orders than a desk of that size has waiting.
                fill.deal(db, 2 * orders, datetime.now(UTC))
            turn = Round(secrets.token_hex(4), actions)

            def strike(victim: str = victim, turn: Round = turn) -> None:
                strike_and_wait(served, family, people, victim, turn)

            work(served, people, turn, random.randint(actions // 10, actions // 2), strike)
            judge(home, turn)
            print(
                f"{number + 1:3} {victim:9} {len(turn.done)} of {actions} acknowledged, {turn.repeated} asked again, "
                f"back after {turn.back:.1f} s{''.join(f'; {sentence}' for sentence in turn.wrong[:3])}",
                flush=True,
            )
            wrong += [f"round {number + 1}, {victim}: {sentence}" for sentence in turn.wrong]
        wrong += _audit(home)
    said = (home / "serve.log").read_text(errors="replace")
    return wrong + (["the log holds a traceback"] if "Traceback" in said else [])


def _audit(home: Path) -> list[str]:
    ended = subprocess.run(
        [*homes.DOZVON, "audit"], env=homes.environment(home), capture_output=True, text=True, check=False
    )
    print(ended.stdout.strip(), flush=True)
    return [] if ended.returncode == 0 else [f"audit: {ended.stdout.strip()} {ended.stderr.strip()}"]


def flood(bodies: int) -> list[str]:
    """So many bad requests over all endpoints, on a database of their own; what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        homes.attach(Path(folder))
        from tests.api import nasty

        here = nasty.run(bodies)
        homes.leave()
    print(f"{bodies} bad bodies: {dict(here.statuses)}", flush=True)
    return list(here.failures)


def flood_apart(bodies: int) -> list[str]:
    """The same in a process of its own: one process knows one home."""
    command = [sys.executable, "-m", "bench.faults", "--rounds", "0", "--bodies", str(bodies)]
    ended = subprocess.run(command, check=False)
    return [] if ended.returncode == 0 else ["bad bodies: see above"]


def main() -> int:
    """Exit code 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--home", type=Path, default=homes.DEFAULT_HOME.with_name("faults"))
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--actions", type=int, default=1000)
    parser.add_argument("--operators", type=int, default=50)
    parser.add_argument("--bodies", type=int, default=10_000)
    args = parser.parse_args()
    home = args.home.absolute()
    wrong = rounds(home, args.orders, args.rounds, args.actions, args.operators) if args.rounds else []
    if args.bodies:
        wrong += flood_apart(args.bodies) if args.rounds else flood(args.bodies)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print("all well" if not wrong else f"{len(wrong)} things wrong", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
