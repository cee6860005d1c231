"""`make bench`: fills a database once, serves it as a shop would, measures through HTTP, prints the limit beside."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import crowd, desk, figures, fill, head, incoming, limits, operators, plans, statements
from bench import home as homes
from bench.figures import Row, Table, Times
from bench.operators import Operator


def main() -> int:
    """Measures everything; exit code 1 where a target was missed."""
    args = _arguments()
    home, table = args.home.absolute(), Table()
    fill.ready(home, args.orders, twin=True)
    people = operators.signed_in()
    heads = head.authors()
    head.drafts(heads)
    site = heads[1]
    one = operators.knowing_all(people)[0]
    sought = _sought(home)
    counted = _statements(home, one, sought, table)
    counts = next(seen.sql[-1] for seen in counted if seen.what == "counts")
    numbers = {seen.what: len(seen.sql) for seen in counted}
    homes.leave()
    with homes.Served(home) as served:
        _start(served, table)
        _one_client(served, one, sought, counts, numbers, args.times, table)
        _memory(served, "after one client", table)
        head.measure(served, heads[0], args.times, table)
        _crowds(served, people, args, table)
        _incoming(served, site, numbers, args, table)
        _memory(served, "after all", table)
        _audit(home, args.orders, table)
        head.publish(served, heads, table)
    said = f"{figures.machine(args.orders)}\n\n{table.markdown()}"
    print(f"\n{said}\n\n{len(table.missed)} missed")
    if args.readme:
        figures.write_readme("figures", said)
    return 1 if table.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--home", type=Path, default=homes.DEFAULT_HOME, help="kept between runs")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60, help="of each crowd")
    parser.add_argument("--times", type=int, default=300, help="repetitions with one client")
    parser.add_argument("--readme", action="store_true", help="write the figures into bench/README.md")
    return parser.parse_args()


def _sought(home: Path) -> dict[str, list[str]]:
    """Queries that find something: ends of phones, words of names, numbers."""
    with homes.connect(home) as db:
        rows = db.execute(
            "SELECT p.value, c.last_name, c.first_name, (SELECT max(number) FROM orders WHERE client_id = c.id) "
            "FROM clients c JOIN contacts p ON p.client_id = c.id AND p.kind = 'phone' WHERE c.id % 97 = 5 "
            "AND EXISTS (SELECT FROM orders WHERE client_id = c.id) ORDER BY c.id LIMIT 60"
        ).fetchall()
    return {
        "last digits": [phone[-(4 + place % 4) :] for place, (phone, *_) in enumerate(rows)],
        "name words": [f"{first[:3]} {last}" for _, last, first, _ in rows],
        "number": [str(number) for *_, number in rows],
    }


def _statements(home: Path, one: Operator, sought: dict[str, list[str]], table: Table) -> list[statements.Seen]:
    seen = list(statements.walk(one, sought))
    with homes.connect(home) as db:
        wrong = list(plans.whole_table_reads(db, seen))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    table.add(Row("statements that read a whole large table", str(len(wrong)), "0", ok=not wrong))
    return seen


def _start(served: homes.Served, table: Table) -> None:
    took = served.wait(lambda: served.status("/sign-in") == 200)
    table.most("first page after `dozvon serve`", took, "s", 5)
    served.wait(lambda: served.status("/ready") == 200)
    _memory(served, "fresh", table)


def _memory(served: homes.Served, when: str, table: Table) -> None:
    found = served.memory()
    table.most(
        f"memory of web and jobs, {when} (PSS; PostgreSQL {found['database']:.0f} MB)", found["program"], "MB", 300
    )


def _one_client(
    served: homes.Served,
    one: Operator,
    sought: dict[str, list[str]],
    counts: str,
    numbers: dict[str, int],
    times: int,
    table: Table,
) -> None:
    shop = 1
    with homes.connect(served.home, fill.PLAIN) as db:
        plain = limits.reading(db, counts, shop, times) | limits.working(db, shop, one.id, min(times, 200))
        by_api = desk.by_api(served.port, one, times)
        by_pages = desk.by_pages(served.port, one, times)
        for step, found in by_api.items():
            number = numbers.get("action no_answer" if step == "action" else step)
            if step == "card":
                number = numbers["card"] + numbers["history"]
            table.within(f"API: {_said(step)}", found, plain[step], number)
        for step, found in by_pages.items():
            table.within(f"page: {_said(step)}", found, plain.get({"part": "card"}.get(step, step)))
        by_sql = limits.searching(db, sought, times)
        for kind, found in desk.search(served.port, one, sought, times).items():
            table.within(f"API: search by {kind}", found, by_sql[kind], numbers.get(kind))


def _said(step: str) -> str:
    return {
        "counts": "counts of the tabs",
        "list": "list of 50",
        "next": "next order",
        "card": "open the card with its history",
        "part": "the card alone, as htmx asks for it",
        "action": "action",
    }[step]


def _crowds(served: homes.Served, people: list[Operator], args: argparse.Namespace, table: Table) -> None:
    ways = {"API": crowd.by_api, "pages": crowd.by_pages}
    with homes.connect(served.home) as db:
        users = [person.id for person in people[:8]]
        plain = limits.actions_a_second(lambda: homes.connect(served.home, fill.PLAIN), users, 1, min(args.seconds, 15))
        for name, way in ways.items():
            fill.deal(db, args.orders, datetime.now(UTC))
            db.execute("ANALYZE orders")
            since = datetime.now(UTC)
            turns = [way(served.port, person, place) for place, person in enumerate(people)]
            worked = crowd.work(turns, args.seconds)
            said = f"{len(people)} operators by {name}, {args.seconds:.0f} s"
            table.least(f"{said}: next and action", worked.rate, "/s", 120, plain)
            table.add(Row(f"{said}: time of a pair", _pair(worked.times) if worked.pairs else "none"))
            _faults(said, worked, crowd.double_claims(db, since), crowd.actions_since(db, since), table)


def _pair(times: Times) -> str:
    return f"{times} ({times.count} pairs)"


def _faults(said: str, worked: crowd.Worked, double: int, recorded: int, table: Table) -> None:
    errors = sum(worked.errors.values())
    for sentence, count in worked.errors.most_common(5):
        print(f"{count} × {sentence}", file=sys.stderr)
    table.add(Row(f"{said}: errors", str(errors), "0", ok=errors == 0))
    table.add(Row(f"{said}: double claims", str(double), "0", ok=double == 0))
    done = len(worked.pairs)
    table.add(
        Row(f"{said}: actions acknowledged / in the history", f"{done} / {recorded}", "equal", ok=done == recorded)
    )
    if worked.idle:
        table.add(Row(f"{said}: found nothing to do", str(worked.idle), "0", ok=False))


def _incoming(
    served: homes.Served, site: Operator, numbers: dict[str, int], args: argparse.Namespace, table: Table
) -> None:
    seconds = min(args.seconds, 15)
    # Each web process loads its tables of names, towns and numbers with its first order.
    table.add(Row("the first order a web process takes in", f"{incoming.first(served.port, site.token):.1f} s"))
    for connections in (1, 8):
        rate, times = incoming.single(served.port, site.token, connections, seconds)
        table.least(f"intake, {connections} connection{'s'[: connections > 1]} ({times})", rate, "orders/s", 150)
    table.least("bulk intake, 5,000 a request", incoming.bulk(served.port, site.token, 3), "orders/s", 5000)
    table.add(Row("statements of one intake", "", statements=str(numbers["intake"])))


def _audit(home: Path, orders: int, table: Table) -> None:
    begun = time.perf_counter()
    ended = subprocess.run(
        [*homes.DOZVON, "audit"], env=homes.environment(home), capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - begun
    said = (ended.stdout.strip().splitlines() or [""])[-1]
    table.add(Row(f"`dozvon audit` on {orders:,} orders: {said}", f"{took:.1f} s", ok=ended.returncode == 0))


if __name__ == "__main__":
    sys.exit(main())
