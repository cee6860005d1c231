"""`python -m bench.keys`: the server's time for each action of the preset `shop`, as the desk's form sends it.

Writes the last column of docs/reference/keys.md, whose other columns a test holds against the card.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import figures, fill, incoming, operators
from bench import home as homes
from bench.desk import API, FORM, act_by_page, expect, next_by_page, order_of, post
from bench.figures import Times, times_of
from bench.http import Connection, bearer, browser
from bench.operators import Operator

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "keys.md"
ROW = re.compile(r"^\| ([^|]+) \| (`\w+` \| [^|]+ \| \d) \|[^|]*\|$", re.M)
WARM = 5
CLIENTS = 100
"""They order in turn: by the time one means an earlier order, everybody has some."""

Step = tuple[str, Mapping[str, Any]]
_MADE = {"call": "made"}
_COMMENT = {**_MADE, "comment": "Царапина на коробке"}
CONFIRMED: list[Step] = [("confirm", _MADE)]
ASSEMBLED: list[Step] = [*CONFIRMED, ("assemble", {})]
SHIPPED: list[Step] = [*ASSEMBLED, ("ship", {})]
DELIVERED: list[Step] = [*SHIPPED, ("deliver", {})]
CLAIMED: list[Step] = [*DELIVERED, ("quality_bad", _COMMENT)]
MISSED: Step = ("no_answer", {**_MADE, "problem": "no_reply"})
IN_AN_HOUR: Step = ("call_later", {"comment": "Просит через час", "call_back_at": "+1h"})
STEPS: dict[str, tuple[list[Step], Step]] = {
    "confirmed": ([], ("confirm", {})),
    "no answer, with its reason": ([], MISSED),
    "no answer for the fourth time": ([MISSED] * 3, MISSED),
    "call back in an hour": ([], IN_AN_HOUR),
    "refused, then the cause in words": ([], ("refuse", {"problem": "expensive", "comment": "Дорого"})),
    "wrong number, then what is wrong with it": ([], ("invalid", {"choice": "wrong_number", "comment": "Не он"})),
    "an earlier order is meant": ([], ("invalid", {"choice": "feedback"})),
    "obscene words for a name": ([], ("invalid", {"choice": "spam"})),
    "assembled": (CONFIRMED, ("assemble", {})),
    "shipped, then the tracking number": (ASSEMBLED, ("ship", {"track_number": "RA123456785RU"})),
    "delivered": (SHIPPED, ("deliver", {})),
    "the client is content": (DELIVERED, ("quality_good", {})),
    "the client complains, then of what": (DELIVERED, ("quality_bad", {"comment": "Царапина"})),
    "the complaint is settled": (CLAIMED, ("resolve_claim", {})),
    "returned": (SHIPPED, ("return", {})),
    "archived, by the head": ([MISSED], ("archive", {})),
    "revived, by the head": ([MISSED], ("revive", {})),
}


class Walker:
    """The head at the desk, whose orders come from a site."""

    def __init__(self, port: int, site: Operator, head: Operator) -> None:
        self._site, self._api = Connection(port, bearer(site.token)), Connection(port, bearer(head.token))
        self._desk = Connection(port, browser(head.session) | {"HX-Request": "true", "HX-Target": "div#desk"})
        self._serial, self._begun = 0, time.time()

    def order(self, way: list[Step]) -> int:
        """A new order, walked so far."""
        self._serial += 1
        sent = incoming.order(self._serial % CLIENTS) | {"external_id": f"{self._begun}-{self._serial}"}
        placed = expect(self._site.post(f"{API}/orders", sent), 201)
        order = int(placed.json["id"])
        for code, form in way:
            post(self._api, f"{API}/orders/{order}/actions/{code}", form)
        return order

    def act(self, order: int, step: Step) -> float:
        """Seconds of an action's form."""
        code, form = step
        typed = dict(form)
        if "call_back_at" in typed:
            typed["call_back_at"] = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 4 * 3600))
        begun = time.perf_counter()
        act_by_page(self._desk, order, code, typed)
        return time.perf_counter() - begun

    def undo(self) -> float:
        """Seconds of taking back a confirmation."""
        order = self.order([])
        self.act(order, ("confirm", {}))
        begun = time.perf_counter()
        expect(self._desk.ask("POST", f"/orders/{order}/undo", b"", FORM), 303)
        return time.perf_counter() - begun

    def next(self) -> float:
        """Seconds of handing out the next order."""
        begun = time.perf_counter()
        card = next_by_page(self._desk).headers[b"location"].decode()
        took = time.perf_counter() - begun
        post(self._api, f"{API}/orders/{order_of(card)}/actions/no_answer", MISSED[1])
        return took


def measured(walker: Walker, times: int) -> dict[str, Times]:
    """What the table names → times."""
    found = {}
    for what, (way, step) in STEPS.items():
        found[what] = times_of([walker.act(walker.order(way), step) for _ in range(WARM + times)][WARM:])
    for what, ask in (("next order", walker.next), ("undo the last action", walker.undo)):
        found[what] = times_of([ask() for _ in range(WARM + times)][WARM:])
    return found


def main() -> int:
    """Exit code 1 where the page has a row that is not measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.keys", description=__doc__)
    parser.add_argument("--home", type=Path, default=homes.DEFAULT_HOME, help="kept between runs")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=100)
    args = parser.parse_args()
    home = args.home.absolute()
    fill.ready(home, args.orders)
    site, head = operators.signed_in("admin", "admin")[0], operators.signed_in("head")[0]
    homes.leave()
    with homes.Served(home) as served:
        served.wait(lambda: served.status("/ready") == 200)
        found = measured(Walker(served.port, site, head), args.times)
    text = PAGE.read_text(encoding="utf-8")
    missed = {row[1] for row in ROW.finditer(text)} ^ set(found)
    told = ROW.sub(lambda row: f"| {row[1]} | {row[2]} | {_said(found.get(row[1]))} |", text)
    PAGE.write_text(figures.between("machine", told, figures.machine(args.orders)), encoding="utf-8")
    for what, times in found.items():
        print(f"{what}: {times}")
    print("\n".join(f"not on both sides: {what}" for what in sorted(missed)), file=sys.stderr)
    return 1 if missed else 0


def _said(times: Times | None) -> str:
    return "" if times is None else f"{times.median:.0f} / {times.p95:.0f}"


if __name__ == "__main__":
    sys.exit(main())
