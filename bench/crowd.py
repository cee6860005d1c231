"""A hundred operators without think time: next, action, next, action; and that nobody held another's order."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from bench.desk import API, Unexpected, act_by_page, expect, forms, next_by_page, order_of
from bench.figures import Times, times_of
from bench.http import Connection, bearer, browser
from bench.operators import Operator

Turn = Callable[[], None]


@dataclass(slots=True)
class Worked:
    """What a crowd did: `actions` acknowledged, `errors` by what was said, seconds of each pair of next and action."""

    seconds: float
    pairs: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    idle: int = 0

    @property
    def rate(self) -> float:
        """Actions a second."""
        return len(self.pairs) / self.seconds

    @property
    def times(self) -> Times:
        """Times of a pair of next and action."""
        return times_of(self.pairs)


def work(turns: list[Turn], seconds: float) -> Worked:
    """Each operator takes turns for so long, all at once."""
    worked, until = Worked(seconds), time.perf_counter() + seconds
    threads = [threading.Thread(target=_shift, args=[turn, until, worked]) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return worked


class Nothing(Exception):
    """There is no order to work on."""


def _shift(turn: Turn, until: float, worked: Worked) -> None:
    while (begun := time.perf_counter()) < until:
        try:
            turn()
            worked.pairs.append(time.perf_counter() - begun)
        except Nothing:
            worked.idle += 1
            time.sleep(0.2)
        except (OSError, Unexpected) as error:
            worked.errors[str(error)[:200]] += 1


def by_api(port: int, operator: Operator, skip: int) -> Turn:
    """A turn by the API; `skip` actions of the usual sequence are left out, so that operators differ."""
    client, doing = Connection(port, bearer(operator.token)), forms()
    for _ in range(skip):
        next(doing)

    def turn() -> None:
        taken = expect(client.post(f"{API}/desk/next"), 200, 204)
        if taken.status == 204:
            raise Nothing
        code, form = next(doing)
        expect(client.post(f"{API}/orders/{taken.json['order']['id']}/actions/{code}", form), 200)

    return turn


def by_pages(port: int, operator: Operator, skip: int) -> Turn:
    """A turn by the pages as the desk's own script asks for them: «next», the card it leads to, the form of the action.

    The script says where it stands, so that of the page only what changes comes back.
    """
    client, doing = Connection(port, browser(operator.session)), forms()
    script = {"HX-Request": "true", "HX-Target": "div#desk"}
    for _ in range(skip):
        next(doing)
    here = "/"

    def turn() -> None:
        nonlocal here
        told = script | {"HX-Current-URL": f"http://127.0.0.1{here}"}
        card = next_by_page(client, told).headers[b"location"].decode()
        if "/orders/" not in card:
            raise Nothing
        expect(client.get(card, told), 200)
        here = card
        code, form = next(doing)
        act_by_page(client, order_of(card), code, form, told)

    return turn


# Within one order the events' ids follow its row's lock: a claim on top of another's claim, or an action of
# somebody else than the last to claim, would be a double claim. No claim lapses within a run.
_DOUBLE = """
SELECT count(*) FROM (
    SELECT kind, actor_id, lag(kind) OVER w AS before, lag(actor_id) OVER w AS holder
    FROM events WHERE at >= %s AND kind IN ('order.claimed', 'order.action', 'order.released')
    WINDOW w AS (PARTITION BY order_id ORDER BY id)
) AS steps
WHERE before = 'order.claimed' AND (kind = 'order.claimed' OR actor_id IS DISTINCT FROM holder)
"""


def double_claims(db: psycopg.Connection[tuple[Any, ...]], since: Any) -> int:
    """How often two held the same order at once, by the events since that moment."""
    row = db.execute(_DOUBLE, [since]).fetchone()
    assert row is not None
    return int(row[0])


def actions_since(db: psycopg.Connection[tuple[Any, ...]], since: Any) -> int:
    """How many actions the history holds since that moment."""
    row = db.execute("SELECT count(*) FROM events WHERE kind = 'order.action' AND at >= %s", [since]).fetchone()
    assert row is not None
    return int(row[0])
