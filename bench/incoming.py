"""Orders coming in: one by one on one and on eight connections, and five thousand in a request."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from typing import Any

from bench import people
from bench.desk import API, expect
from bench.figures import Times, times_of
from bench.http import Connection, bearer

_serial = itertools.count()
_RUN = secrets.token_hex(4)


def order(number: int) -> dict[str, Any]:
    """An order as a shop's site sends it; two clients in three are new."""
    town, _ = people.TOWNS[number % len(people.TOWNS)]
    sku, name, price = people.GOODS[number % len(people.GOODS)]
    surname, first = people.SURNAMES[number % len(people.SURNAMES)], people.MEN[number * 7 % len(people.MEN)]
    # Old clients are those whose numbers bench.fill gives by the same rule.
    digits = number % 2000 * 618033989 % 10**9 if number % 3 == 0 else (number * 31 + int(_RUN, 16)) % 10**9
    return {
        "shop": "main",
        "external_id": f"{_RUN}-{number}",
        "channel": "site",
        "client": {
            "name": f"{surname} {first}",
            "phone": f"8 (9{digits // 10**7:02}) {digits % 10**7:07}",
            "city": town,
        },
        "lines": [{"sku": sku, "name": name, "quantity": 1 + number % 2, "price": price}],
        "comment": "Позвоните после шести" if number % 5 == 0 else None,
        "utm": {"utm_source": "yandex", "utm_campaign": "autumn"},
    }


def first(port: int, token: str) -> float:
    """Seconds of the slowest of a few orders, each on a connection of its own, so that every process takes one in."""
    taken = []
    for _ in range(8):
        client, begun = Connection(port, bearer(token)), time.perf_counter()
        expect(client.post(f"{API}/orders", order(next(_serial))), 201)
        taken.append(time.perf_counter() - begun)
        client.close()
    return max(taken)


def single(port: int, token: str, connections: int, seconds: float) -> tuple[float, Times]:
    """Orders a second, and the times of one, on so many connections at once."""
    taken: list[float] = []
    until = time.perf_counter() + seconds

    def send() -> None:
        client = Connection(port, bearer(token))
        while (begun := time.perf_counter()) < until:
            expect(client.post(f"{API}/orders", order(next(_serial))), 201)
            taken.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=send) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken) / seconds, times_of(taken)


def bulk(port: int, token: str, requests: int, size: int = 5000) -> float:
    """Orders a second in requests of `size`, one after another."""
    client, spent = Connection(port, bearer(token)), 0.0
    for _ in range(requests):
        rows = [order(next(_serial)) for _ in range(size)]
        begun = time.perf_counter()
        answer = expect(client.post(f"{API}/orders/bulk", rows), 200)
        spent += time.perf_counter() - begun
        bad = [result for result in answer.json["results"] if "id" not in result]
        assert not bad, bad[:3]
    return requests * size / spent
