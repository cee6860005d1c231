"""`python -m bench.live`: five hundred open pages on one web process while fifty actions a second are done.

Each page has to be told of each action in its shops within a second of the action's answer, none may be missed, also
where the line breaks and the page comes back with its last id; and the web process has to stay small.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import figures, fill, operators, pages
from bench import home as homes
from bench.desk import API, Unexpected, expect
from bench.figures import Row, Table
from bench.http import Connection, bearer
from bench.operators import Operator

ACTION = {"call": "made", "problem": "no_reply"}
TELLERS = 16
"""Connections that do the actions; one that waits for its answer does not hold up the pace."""


@dataclass(slots=True)
class Done:
    """The actions done: when each was answered, by order; what went wrong; seconds of each and of all."""

    answered: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Doing:
    """Actions at an even pace, however long each takes, by people who see all orders of `shop_of`."""

    port: int
    people: list[Operator]
    shop_of: dict[int, int]
    rate: int

    def work(self, orders: list[int]) -> Done:
        """One action on each of the orders."""
        done, begun = Done(), time.monotonic()
        waiting = iter(enumerate(orders))
        turn = threading.Lock()

        def tell(person: Operator) -> None:
            client = Connection(self.port, bearer(person.token))
            while True:
                with turn:
                    number, order = next(waiting, (0, 0))
                if not order:
                    return
                time.sleep(max(0.0, begun + number / self.rate - time.monotonic()))
                self._act(client, order, done)

        threads = [threading.Thread(target=tell, args=[person]) for person in self.people[:TELLERS]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done.seconds = time.monotonic() - begun
        return done

    def _act(self, client: Connection, order: int, done: Done) -> None:
        begun = time.monotonic()
        try:
            expect(client.post(f"{API}/orders/{order}/actions/no_answer", ACTION), 200)
        except (OSError, Unexpected) as error:
            done.errors.append(str(error)[:200])
            return
        now = time.monotonic()
        done.answered[order].append(now)
        done.times.append(now - begun)


class Watched:
    """What a process took meanwhile: `megabytes` at most (proportional set size, looked at every half second) and
    `processor` seconds."""

    def __init__(self, pid: int) -> None:
        self.megabytes, self.processor = 0.0, 0.0
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.megabytes = max(self.megabytes, homes.pss(self._pid))

    def __enter__(self) -> Watched:
        self.processor = -homes.processor_seconds(self._pid)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.processor += homes.processor_seconds(self._pid)
        self._over.set()
        self._thread.join()


def main() -> int:
    """Exit code 1 where a target was missed."""
    args = _arguments()
    home, table = args.home.absolute(), Table()
    fill.ready(home, args.orders)
    people = operators.signed_in()
    with homes.connect(home) as db:
        sees = _shared_out(db, people)
        shop_of = _waiting(db, args.orders, args.rate * args.seconds)
    homes.leave()
    seers = list(zip(people, sees, strict=True))
    places = [
        pages.Place(person.session, frozenset(shops), restless=number % 5 == 4)
        for number, (person, shops) in zip(range(args.pages), itertools.cycle(seers), strict=False)
    ]
    with homes.Served(home, "--workers", "1") as served:
        served.wait(lambda: served.status("/ready") == 200)
        doing = Doing(served.port, [person for person, shops in seers if len(shops) == 2], shop_of, args.rate)
        _measure(served, doing, places, args.seconds, table)
    said = f"{figures.machine(args.orders)}\n\n{table.markdown()}"
    print(f"\n{said}\n\n{len(table.missed)} missed")
    if args.readme:
        figures.write_readme("live", said)
    return 1 if table.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--home", type=Path, default=homes.DEFAULT_HOME.with_name("live"), help="kept between runs")
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rate", type=int, default=50, help="actions a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--readme", action="store_true", help="write the figures into bench/README.md")
    return parser.parse_args()


def _shared_out(db: fill.Database, people: list[Operator]) -> list[list[int]]:
    """Lets a third of the people see both shops, a third each one of them; returns which, by person."""
    shops = [row[0] for row in db.execute("SELECT id FROM shops WHERE code IN ('main', 'second') ORDER BY id")]
    sees = [(shops, shops[:1], shops[1:])[number % 3] for number in range(len(people))]
    for person, seen in zip(people, sees, strict=True):
        db.execute("UPDATE users SET shop_ids = %s WHERE id = %s", [seen, person.id])
    return sees


def _waiting(db: fill.Database, orders: int, wanted: int) -> dict[int, int]:
    """Orders that wait for a call, with their shops; more are dealt until they are as many as wanted."""
    waiting = (
        "SELECT o.id, o.shop_id FROM orders o JOIN shops s ON s.id = o.shop_id"
        " WHERE s.code IN ('main', 'second') AND status IN ('new', 'no_answer', 'in_progress') ORDER BY o.id LIMIT %s"
    )
    while len(found := db.execute(waiting, [wanted]).fetchall()) < wanted:
        fill.deal(db, orders, datetime.now(UTC))
    return dict(found)


def _measure(served: homes.Served, doing: Doing, places: list[pages.Place], seconds: float, table: Table) -> None:
    orders = list(doing.shop_of)
    doing.work(orders[:TELLERS])
    web = served.children()[0]
    fresh = homes.pss(web)
    ours, theirs = multiprocessing.Pipe()
    watching = multiprocessing.get_context("spawn").Process(target=pages.watch, args=(served.port, places, theirs))
    watching.start()
    try:
        pages.opened(ours)
        silent = homes.pss(web)
        breaking = threading.Timer(seconds / 2, ours.send, ["break"])
        breaking.start()
        with Watched(web) as watched:
            done = doing.work(orders)
        breaking.join()
        ours.send((dict(done.answered), doing.shop_of))
        told: pages.Told = ours.recv()
    finally:
        watching.kill()
        watching.join()
    table.add(Row("processor time of the web process", f"{watched.processor:.1f} s in {done.seconds:.0f} s"))
    said = f"{fresh:.0f} MB before the pages, {silent:.0f} MB while nothing happened"
    _tell(table, doing.rate, len(places), done, told)
    table.most(f"memory of the web process, at most (PSS; {said})", watched.megabytes, "MB", 150)


def _tell(table: Table, rate: int, count: int, done: Done, told: pages.Told) -> None:
    for sentence, times in Counter(done.errors).most_common(5):
        print(f"{times} × {sentence}", file=sys.stderr)
    acted = sum(map(len, done.answered.values()))
    table.least(f"actions by the API ({figures.times_of(done.times)})", acted / done.seconds, "/s", rate * 0.98)
    table.add(Row("actions that failed", str(len(done.errors)), "0", ok=not done.errors))
    standing, late = figures.spread(told.standing), figures.spread(told.late)
    what = f"told to {count} pages after the action's answer: median / p99 / last of {len(told.standing):,}"
    table.add(Row(what, str(standing), "≤ 1,000 ms", ok=standing.last <= 1000))
    what = f"told after coming back, {told.returns} times: median / p99 / last of {len(told.late):,}"
    table.add(Row(what, str(late), "≤ 1,000 ms", ok=late.last <= 1000))
    table.add(Row("events a page was not told of", str(told.missed), "0", ok=told.missed == 0))
    table.add(Row("events told twice or to another shop", str(told.extra), "0", ok=told.extra == 0))
    turned_away = sum(told.refused.values())
    table.add(Row("pages turned away", str(turned_away), "0", ok=turned_away == 0))


if __name__ == "__main__":
    sys.exit(main())
