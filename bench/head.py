"""What the head waits for: the control page, reports, a file of a year, publishing a pipeline with its open orders."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import figures, fill, operators
from bench import home as homes
from bench.desk import FORM, expect, get
from bench.figures import Row, Table, Times, repeat
from bench.home import Served
from bench.http import Connection, browser
from bench.operators import Operator

PAGE, YEAR, MONTH, PUBLISH = 100, 2000, 300, 1000
"""Milliseconds at the median."""
GROUPINGS = ("month", "day", "operator", "product", "channel", "hour")
DROPPED, ADDED = "in_progress", "talking"
PUBLISHING = "/office/pipelines/shop/publish"


def measure(served: Served, head: Operator, times: int, table: Table) -> None:
    """The pages; a report counts what changed since it was last asked, as in life."""
    client = Connection(served.port, browser(head.session))
    part = Connection(served.port, browser(head.session) | {"HX-Request": "true"})
    _within(table, "control page", repeat(lambda _: get(client, "/control/"), times), PAGE)
    _within(table, "control page, as it follows by itself", repeat(lambda _: get(part, "/control/"), times), PAGE)
    for what, address, most in _reports():
        _within(table, what, repeat(lambda _, address=address: get(client, address), max(5, times // 20), 2), most)
    before = served.memory()["program"]
    _within(table, "report of a year by day as XLSX", repeat(lambda _: get(client, _file()), 3, 1), YEAR)
    table.most("memory of web and jobs after it (PSS)", max(before, served.memory()["program"]), "MB", 300)


def _reports() -> Iterator[tuple[str, str, float]]:
    for by in GROUPINGS:
        yield f"report of a year of one shop by {by}", f"/reports/?{_days(364)}&by={by}", YEAR
    for days in (1, 7, 31):
        yield f"report of {days} days of one shop by day", f"/reports/?{_days(days - 1)}&by=day", MONTH
    behind = f"/reports/orders/?{_days(364)}&measure=refused&of=hour&key=12"
    yield "the orders behind a figure of a year", behind, YEAR


def _file() -> str:
    return f"/reports/export.xlsx?{_days(364)}&by=day"


def _days(before: int) -> str:
    today = datetime.now(UTC).date()
    return f"first={today - timedelta(days=before)}&last={today}&shop=main"


def _within(table: Table, what: str, found: Times, most: float) -> None:
    said = f"{found.median:,.0f} ms (fastest {found.fastest:,.0f})"
    table.add(Row(f"head: {what}", said, f"≤ {most:,.0f} ms", ok=found.median <= most))


def drafts(authors: list[Operator]) -> None:
    """Prepares what will be published, each by another author: other words only, then a status under another code."""
    from dozvon import presets
    from dozvon.publishing.models import PipelineDraft

    now, text = datetime.now(UTC), presets.preset("shop").model_dump_json(exclude_none=True)
    documents = (text.replace('"Shop"', '"Store"'), text.replace(f'"{DROPPED}"', f'"{ADDED}"'))
    for author, document in zip(authors, documents, strict=True):
        PipelineDraft.objects.update_or_create(
            code="shop", author_id=author.id, defaults={"base": 1, "document": json.loads(document), "changed_at": now}
        )


_WAITING = "SELECT count(*) FROM orders WHERE status = %s AND status_kind = 'open'"


def publish(served: Served, authors: list[Operator], table: Table) -> None:
    """Each draft published once. Last of all: the tabs change."""
    with homes.connect(served.home) as db:
        [waiting] = db.execute(_WAITING, [DROPPED]).fetchone() or [0]
    forms = {"no status dropped": b"", f"{waiting:,} open orders carried over": f"move.{DROPPED}={ADDED}".encode()}
    for author, (what, form) in zip(authors, forms.items(), strict=True):
        client = Connection(served.port, browser(author.session))
        get(client, PUBLISHING)

        def send(_: int, client: Connection = client, form: bytes = form) -> None:
            expect(client.ask("POST", PUBLISHING, form, FORM), 302, 303)

        _within(table, f"publishing, {what}", repeat(send, 1, 0), PUBLISH)


def authors() -> list[Operator]:
    """The head and the admin, signed in."""
    return [operators.signed_in("head")[0], operators.signed_in("admin", "admin")[0]]


def main() -> int:
    """Only this part; exit code 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.head", description=__doc__)
    parser.add_argument("--home", type=Path, default=homes.DEFAULT_HOME, help="kept between runs")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=100, help="repetitions of the control page")
    parser.add_argument("--readme", action="store_true", help="write the figures into bench/README.md")
    args = parser.parse_args()
    table, home = Table(), args.home.absolute()
    fill.ready(home, args.orders)
    people = authors()
    drafts(people)
    homes.leave()
    with homes.Served(home) as served:
        served.wait(lambda: served.status("/ready") == 200)
        measure(served, people[0], args.times, table)
        publish(served, people, table)
    said = f"{figures.machine(args.orders)}\n\n{table.markdown()}"
    print(f"\n{said}\n\n{len(table.missed)} missed")
    if args.readme:
        figures.write_readme("figures of head", said)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
