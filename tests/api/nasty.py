"""Bad input over all endpoints of the API: never a server error, and nothing half-written.

`run(bodies)` may be called by anybody who has a database open, with as many bodies as there is time for.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.db import connection

from dozvon.clients.actions import merge
from dozvon.core.actor import SYSTEM
from tests import factories as make

WATCHED = ("orders", "order_lines", "clients", "contacts", "merges", "events", "intake_keys", "shops", "users")
"""A refused request may add to the inbox and the access log only, and tell whoever looks after failed intakes."""

VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    2**70,
    -(2**63) - 1,
    1.5,
    -0.0,
    1e308,
    1e-308,
    float("nan"),
    float("inf"),
    10**400,
    "",
    " ",
    "0",
    "-1",
    "NaN",
    "Infinity",
    "1e999999",
    "0.005",
    "9" * 5000,
    "Я" * 10_000,
    "👩‍👩‍👧‍👦" * 300,
    "\u202e\u0645\u0631\u062d\u0628\u0627\u202c",
    "<script>alert(1)</script>",
    "'; DROP TABLE orders; --",
    "%s %(x)s {0} {x} $1",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u0000",
    "\ufeff\u200b",
    "İ" * 250,
    "ß" * 300,
    "../../etc/passwd",
    "0001-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999-14:00",
    "9999-12-31",
    "2026-03-29T02:30:00+03:00",
    "2026-03-08T02:30:00[America/New_York]",
    "2026-02-30T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T10:00:00",
    "+7" + "9" * 300,
    "٠١٢٣٤٥٦٧٨٩٠",
    "@",
    "a@" + "İ" * 200 + ".com",
    "999999999999.99",
    100_000,
    "a@" + "b" * 250,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"\x00": "\x00"},
    {"a": {"b": {"c": [1, {"d": None}]}}},
    ["x"] * 1000,
    {str(number): number for number in range(500)},
)

RAW: tuple[bytes, ...] = (
    b"",
    b"\x00",
    b"\xff\xfe\xfd",
    b"{",
    b"nul",
    b"NaN",
    b'{"a":1,}',
    b'{"shop":"main","shop":"main","channel":1}',
    b'{"client":{"name":"\xc3\x28"}}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"[" * 900 + b"]" * 900,
    b'{"client":' * 500 + b"1" + b"}" * 500,
    b'{"a":"\\ud800"}',
    b'{"\\ud800":1}',
    b'{"\\u0000":1}',
    b"1" * 100_000,
    b'"' + b"x" * 1_000_000 + b'"',
    "\ufeff{}".encode(),
    '{"a":1}'.encode("utf-16"),
)
IDS = ("0", "-1", "1", str(2**63 - 1), str(2**63), str(2**70), "9" * 5000, "%00", "x", "%F0%9F%98%80", "1e3", "..%2f")


@dataclass
class World:
    """What the requests are aimed at, and what went wrong."""

    rng: random.Random
    api: make.Api
    orders: list[int]
    clients: list[int]
    merge: int
    failures: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


def world(seed: int = 1) -> World:
    """A shop of each preset with an order, and an administrator's token."""
    shops = [make.shop("main"), make.shop("swift", "envy"), make.shop("club", "school")]
    orders = [make.order(shop) for shop in shops] + [make.order(shops[0]) for _ in range(3)]
    done = merge.merge(SYSTEM, orders[4].client_id, orders[5].client_id, datetime.now(UTC))
    api = make.Api(make.user("Nasty", "admin"), "admin")
    return World(
        random.Random(seed), api, [order.pk for order in orders], [order.client_id for order in orders], done.pk
    )


def _order_body() -> dict[str, Any]:
    line = {"sku": "kettle", "name": "Чайник", "quantity": 1, "price": "1.00", "discount_percent": 0, "role": "main"}
    client = {"name": "Олег", "phone": make.phone(), "email": "a@b.ru", "city": "Москва", "company": "Ромашка"}
    return make.body(
        "main",
        client=client,
        lines=[line],
        external_id="A",
        received_at="2026-01-01T00:00:00Z",
        comment="",
        utm={"a": "b"},
        search_query="x",
    )


FORMS: dict[str, Callable[[], Any]] = {
    "/orders": _order_body,
    "/orders/bulk": lambda: [_order_body(), _order_body()],
    "/desk/next": lambda: {"queue": "new"},
    "/orders/{order}/actions/{action}": lambda: {
        "call": "made",
        "problem": "busy",
        "comment": "x",
        "call_back_at": "2030-01-01T00:00:00Z",
        "choice": "spam",
        "version": 1,
        "lesson_at": "2030-01-01T00:00:00Z",
        "subscription_until": "2030-01-01",
        "track_number": "1",
    },
    "/clients/{client}/merge": lambda: {"into": 1},
    "/orders/{order}/claim": dict,
    "/orders/{order}/release": dict,
    "/orders/{order}/undo": dict,
    "/merges/{merge}/undo": dict,
    "/orders/{order}/reschedule": lambda: {"due_at": "2030-01-01T00:00:00Z", "version": 1},
    "/orders/{order}/responsible": lambda: {"user": "Nasty"},
    "PATCH /orders/{order}": lambda: {
        "lines": _order_body()["lines"],
        "delivery": "1.00",
        "address": {"city": "Москва"},
        "version": 1,
    },
    "PATCH /clients/{client}": lambda: {
        "name": "Олег",
        "last_name": "Орлов",
        "gender": "male",
        "zone": "Europe/Moscow",
        "city": "Москва",
        "statuses": ["vip"],
        "fields": {"birthday": "2000-01-01"},
        "add_phone": "+79164883107",
        "add_phones": ["+79164883108"],
        "drop_phones": ["+79164883109"],
        "add_email": "a@b.ru",
    },
    "/imports/clients?shop=main": lambda: "name,phone\nОлег,+79164883107",
}
ACTIONS = ("confirm", "call_later", "no_answer", "refuse", "invalid", "book_trial", "enroll", "ship", "%00", "x" * 300)
QUERIES = {
    "/orders": ("queue", "status", "shop", "q", "phone", "cursor", "limit"),
    "/clients": ("q", "phone", "cursor", "limit"),
    "/exports/orders": ("format", "shop", "since", "until"),
}


def _spoilt(rng: random.Random, whole: Any) -> Any:
    """The body with one value of it, or the whole, replaced by a nasty one; sometimes with a nasty key added."""
    value = rng.choice(VALUES)
    if rng.random() < 0.1 or not whole:
        return value
    if isinstance(whole, list):
        place = rng.randrange(len(whole))
        return [*whole[:place], _spoilt(rng, whole[place]), *whole[place + 1 :]]
    if not isinstance(whole, dict):
        return value
    if rng.random() < 0.1:
        return whole | {rng.choice(["", "a\x00b", "x" * 5000, "\ud800", "__proto__", "цена"]): value}
    key = rng.choice(list(whole))
    return whole | {key: _spoilt(rng, whole[key]) if rng.random() < 0.6 else value}


def _path(here: World, template: str) -> str:
    def pick(known: list[int]) -> str:
        return str(here.rng.choice(known)) if here.rng.random() < 0.7 else here.rng.choice(IDS)

    return (
        template.replace("{order}", pick(here.orders))
        .replace("{client}", pick(here.clients))
        .replace("{merge}", pick([here.merge]))
        .replace("{action}", here.rng.choice(ACTIONS))
    )


def _request(here: World) -> tuple[str, str, bytes]:
    if here.rng.random() < 0.2:
        path = here.rng.choice(list(QUERIES))
        asked = here.rng.sample(QUERIES[path], here.rng.randint(1, 3))
        values = [here.rng.choice([str(value) for value in VALUES if len(str(value)) < 2000]) for _ in asked]
        pairs = zip(asked, values, strict=True)
        return "GET", f"{path}?" + "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs), b""
    template = here.rng.choice(list(FORMS))
    method, path = template.split(" ") if " " in template else ("POST", template)
    if here.rng.random() < 0.15:
        return method, _path(here, path), here.rng.choice(RAW)
    return method, _path(here, path), json.dumps(_spoilt(here.rng, FORMS[template]())).encode()


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in WATCHED))
        counts = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM events WHERE kind = 'notice.added'")
        counts["events"] -= cursor.fetchone()[0]
        return counts


def _check(here: World, method: str, path: str, body: bytes) -> None:
    before = _counts()
    key = {"Idempotency-Key": here.rng.choice(["k", "x" * 256, "ключ", "a\x00"])} if here.rng.random() < 0.1 else {}
    answer = here.api.call(method, path, body, **key)
    status = answer.status_code
    here.statuses[status] = here.statuses.get(status, 0) + 1
    told = f"{method} {path[:200]} {body[:300]!r}"
    if status >= 500:
        here.failures.append(f"{status} {told}")
    elif status >= 400:
        if answer["Content-Type"] != "application/problem+json":
            here.failures.append(f"{status} is no problem+json: {told}")
        elif _counts() != before:
            here.failures.append(f"{status} but something was written: {told}")


def run(bodies: int, seed: int = 1) -> World:
    """So many requests with bad input; `failures` of the answer is empty when all is well, `statuses` counts them."""
    here = world(seed)
    for _ in range(bodies):
        _check(here, *_request(here))
    return here
