"""A database of a million orders of 300,000 clients over two years, made in minutes and kept between runs.

`filled` is the template: all closed orders, the clients, the people. Each run works on a fresh copy of it, `dozvon`,
to which `deal` adds the open orders of this very moment, so that every run finds the same desk.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql

from bench import clients, people
from bench import home as homes

YEARS = 2
CLIENTS_PER_ORDER = 0.3
OPERATORS = 100
CHUNK = 100_000
ALL_DAY = "mon-sun 00:00-24:00"
TEMPLATE = "filled"
PLAIN = "plain"
"""A twin of the desk's database for plain SQL, so that the limit is measured on the same rows and spoils none."""
APART = "samples"
"""The shop of the samples."""
SHAPE = 6
"""Grows when the filled database changes its shape: an older one is made anew."""

Database = psycopg.Connection[tuple[Any, ...]]


def ready(home: Path, orders: int, *, twin: bool = False) -> None:
    """Leaves the process attached to a fresh copy of the filled database, with its open orders dealt.

    `twin` makes the copy for plain SQL too.
    """
    homes.attach(home)
    if not _is_filled(home, orders):
        _make(home, orders)
    _copy(home, TEMPLATE, "dozvon")
    from dozvon.platform.database import schema

    schema.migrate()
    with homes.connect(home) as db:
        deal(db, orders, datetime.now(UTC))
        db.execute("VACUUM (ANALYZE)")
    if twin:
        _copy(home, "dozvon", PLAIN)


def _is_filled(home: Path, orders: int) -> bool:
    with homes.connect(home, "postgres") as db:
        row = db.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [TEMPLATE]
        ).fetchone()
    return row is not None and row[0] == _mark(orders)


def _mark(orders: int) -> str:
    return json.dumps({"orders": orders, "shape": SHAPE})


def _copy(home: Path, source: str, target: str) -> None:
    """Copies a whole database, file by file, over another."""
    from django.db import connections

    from dozvon.platform.events import notifying

    connections.close_all()
    notifying.rest()
    with homes.connect(home, "postgres") as db:
        names = {"source": sql.Identifier(source), "target": sql.Identifier(target)}
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {target} WITH (FORCE)").format(**names))
        copy = "CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY"
        db.execute(sql.SQL(copy).format(**names))


def _make(home: Path, orders: int) -> None:
    begun = time.perf_counter()
    from dozvon.platform.database import schema
    from dozvon.reports.actions.outcomes import keep_up
    from dozvon.shops.models import Shop

    if Shop.objects.exists():
        _copy(home, "template1", "dozvon")
        schema.migrate()
    _people_and_shops(datetime.now(UTC) - timedelta(days=365 * YEARS + 30))
    with homes.connect(home) as db:
        db.execute("SET synchronous_commit = off")
        number = max(10, int(orders * CLIENTS_PER_ORDER))
        clients.fill(db, number)
        _say(f"{number} clients", begun)
        closed = orders - open_count(orders)
        _closed(db, closed, number, begun)
        db.execute("VACUUM (ANALYZE)")
        _say("analysed", begun)
        keep_up()
        db.execute("VACUUM (ANALYZE) order_outcomes")
        _say("outcomes worked out", begun)
    _copy(home, "dozvon", TEMPLATE)
    with homes.connect(home, "postgres") as db:
        db.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(TEMPLATE), sql.Literal(_mark(orders))))
    _say("kept as a template", begun)


def _say(what: str, begun: float) -> None:
    print(f"{time.perf_counter() - begun:7.1f} s  {what}", file=sys.stderr, flush=True)


def _people_and_shops(base: datetime) -> None:
    """Two shops that never close, a hundred operators, half of whom know some products only, and the samples."""
    from bench import samples
    from dozvon import presets
    from dozvon.catalog.models import Product
    from dozvon.core.actor import SYSTEM
    from dozvon.platform.accounts import access
    from dozvon.platform.accounts.actions import create_user
    from dozvon.publishing.actions.publish import publish
    from dozvon.shops.actions import create_shop

    version = publish(SYSTEM, presets.preset("shop"), datetime.now(UTC))
    main, second, apart = (
        create_shop(code, version, "Europe/Moscow", name, ALL_DAY, "00:00-24:00")
        for code, name in (("main", "Всё для дома"), ("second", "Дача и сад"), (APART, "Образцы"))
    )
    for shop in (main, second):
        Product.objects.bulk_create(
            Product(shop=shop, sku=sku, name=name, price=price) for sku, name, price in people.GOODS
        )
    skus = [sku for sku, _, _ in people.GOODS]
    for number in range(1, OPERATORS + 1):
        known = skus[: len(skus) - 2] if number % 2 else None
        create_user(f"Оператор {number}", "operator", knows=known, shop_ids=[main.pk, second.pk])
    create_user("Сайт", "admin")
    samples.make(apart, access.actor_of(create_user("Руководитель", "head")), base)


def open_count(orders: int) -> int:
    """How many of so many orders are open."""
    from bench import samples

    return sum(_share(way.weight, orders) for way in samples.OPEN)


def _share(weight: int, orders: int) -> int:
    """Open orders of a way: its weight is its number in a million."""
    return max(2, weight * orders // 1_000_000)


_BATCH = """
CREATE TEMP TABLE batch AS
SELECT drawn.*, c.zone, u.id AS operator_id, u.name AS operator, drawn.received_at - p.received_at AS shift,
    {late} AS late
FROM (
    SELECT i AS order_id, {received} AS received_at,
        (%(samples)s::bigint[])[1 + pg_temp.dice(i, 11, cardinality(%(samples)s::bigint[]))] AS sample_id,
        %(first_client)s + {client} AS client_id,
        (%(operators)s::bigint[])[1 + pg_temp.dice(i, 13, cardinality(%(operators)s::bigint[]))] AS operator_id,
        (%(shops)s::bigint[])[1 + pg_temp.dice(i, 15, cardinality(%(shops)s::bigint[]))] AS shop_id,
        pg_temp.one(i, 16, %(channels)s) AS channel
    FROM generate_series(%(first)s::bigint, %(first)s + %(count)s - 1) AS i
) AS drawn (order_id, received_at, sample_id, client_id, drawn_operator, shop_id, channel)
JOIN orders p ON p.id = drawn.sample_id
JOIN clients c ON c.id = drawn.client_id
JOIN users u ON u.id = drawn.drawn_operator
"""

# The first order of each client, then more for some: few clients order often, as in life.
_ANY_CLIENT = "floor(%(clients)s * power(pg_temp.dice(i, 12, 1000003) / 1000003.0, 1.6))::bigint"
_EVERY_CLIENT = f"CASE WHEN i %% 10 < 3 THEN (i / 10 * 3 + i %% 10) %% %(clients)s ELSE {_ANY_CLIENT} END"
# Beside the sample's own pace, most first calls come a little later and some much, as in life.
_LATE = "make_interval(secs => 7200 * power(pg_temp.dice(order_id, 17, 1000003) / 1000003.0, 6))"
_AT_ONCE = "make_interval()"
_OVER_YEARS = "%(start)s + (%(until)s - %(start)s) * ((i - %(whole_first)s)::float / %(whole)s)"
_AT_RANDOM = "%(start)s + (%(until)s - %(start)s) * (pg_temp.dice(i, 14, 1000003) / 1000003.0)::float"


def _closed(db: Database, count: int, number: int, begun: float) -> None:
    from bench import samples

    weighted = {way.group: way.weight for way in samples.CLOSED}
    first, now = clients.next_id(db, "orders"), datetime.now(UTC)
    values = _common(db, weighted) | {"clients": number, "whole": count, "whole_first": first}
    values |= {"start": now - timedelta(days=365 * YEARS), "until": now - timedelta(days=14)}
    for start in range(first, first + count, CHUNK):
        size = min(CHUNK, first + count - start)
        _add(
            db,
            _BATCH.format(received=_OVER_YEARS, client=_EVERY_CLIENT, late=_LATE),
            values | {"first": start, "count": size},
        )
        _say(f"{start + size - first} closed orders", begun)


def _common(db: Database, weighted: dict[str, int]) -> dict[str, Any]:
    """Samples (each as often as it weighs), operators, shops (four orders in five are the first's), first client."""
    from bench import samples

    found: list[int] = []
    for group, weight in weighted.items():
        rows = db.execute("SELECT id FROM orders WHERE external_id LIKE %s ORDER BY id", [samples.prefix(group) + "%"])
        found += [int(row[0]) for row in rows] * weight
    operators = db.execute("SELECT id FROM users WHERE role = 'operator' ORDER BY id").fetchall()
    first_client = db.execute("SELECT min(id) FROM clients WHERE name <> 'Образцов Образец'").fetchone()
    assert first_client is not None
    shops: dict[str, int] = dict(db.execute("SELECT code, id FROM shops").fetchall())
    return {
        "samples": found,
        "operators": [row[0] for row in operators],
        "shops": [*[shops["main"]] * 4, shops["second"]],
        "channels": ["site", "site", "site", "widget", "form", "phone", "social"],
        "first_client": first_client[0],
    }


def deal(db: Database, orders: int, now: datetime) -> int:
    """Adds the open orders of a desk of that size as they stand at `now`; returns how many."""
    from bench import samples

    if db.execute("SELECT to_regprocedure('pg_temp.dice(bigint, bigint, bigint)')").fetchone() == (None,):
        db.execute(clients.DICE)
    row = db.execute("SELECT count(*) FROM clients").fetchone()
    assert row is not None
    made = 0
    for way in samples.OPEN:
        count = _share(way.weight, orders)
        start, until = _arrivals(way.group, now)
        values = _common(db, {way.group: 1}) | {"clients": row[0] - 1, "start": start, "until": until}
        values |= {"first": clients.next_id(db, "orders"), "count": count}
        _add(db, _BATCH.format(received=_AT_RANDOM, client=_ANY_CLIENT, late=_AT_ONCE), values)
        made += count
    return made


def _arrivals(group: str, now: datetime) -> tuple[datetime, datetime]:
    """Between which moments the orders of a group arrived, so that they stand in their tab at `now`, mostly due."""
    from zoneinfo import ZoneInfo

    midnight = now.astimezone(ZoneInfo("Europe/Moscow")).replace(hour=0, minute=0, second=0, microsecond=0)
    minute, day = timedelta(minutes=1), timedelta(days=1)
    spans = {
        "new": (now - 60 * minute, now),
        "in_progress_day": (now - 2 * day, now - day + 120 * minute),
        "in_progress_week": (now - 8 * day, now - 7 * day + 120 * minute),
        "quick_callback_1": (min(midnight, now - 30 * minute), now - 3 * minute),
        "quick_callback_3": (min(midnight, now - 40 * minute), now - 9 * minute),
        "today": (min(midnight, now - 120 * minute), now - 12 * minute),
        "yesterday": (midnight - day, min(midnight, now - 134 * minute)),
        "before_yesterday": (midnight - 2 * day, midnight - day),
        "earlier": (now - 9 * day, now - 5 * day),
    }
    return spans.get(group, (now - 13 * day, now - 12 * day))


_LINES = """
INSERT INTO order_lines ({columns}) SELECT {values} FROM batch b JOIN order_lines p ON p.order_id = b.sample_id
"""

# A due time stands in the events too: of the first one at the top, of the others under the task.
_EVENTS = """
INSERT INTO events (at, kind, shop_id, order_id, client_id, actor_id, actor_label, body)
SELECT p.at + b.shift + CASE WHEN p.kind = 'order.received' THEN make_interval() ELSE b.late END,
    p.kind, b.shop_id, b.order_id, b.client_id,
    CASE WHEN p.kind = 'order.action' THEN b.operator_id ELSE p.actor_id END,
    CASE WHEN p.kind = 'order.action' THEN b.operator ELSE p.actor_label END,
    CASE WHEN p.due IS NULL THEN p.body ELSE jsonb_set(p.body, p.place, to_jsonb(p.due + b.shift)) END
        || CASE WHEN p.kind = 'order.received' THEN jsonb_build_object('channel', b.channel) ELSE '{}' END
FROM batch b JOIN (
    SELECT e.*, CASE WHEN e.body ? 'due_at' THEN '{due_at}'::text[] ELSE '{task,due_at}' END AS place,
        coalesce(e.body ->> 'due_at', e.body -> 'task' ->> 'due_at')::timestamptz AS due
    FROM events e WHERE e.order_id = ANY(%(samples)s)
) AS p ON p.order_id = b.sample_id
ORDER BY b.order_id, p.id
"""


def _add(db: Database, batch: str, values: dict[str, Any]) -> None:
    """Copies samples as one batch of orders, with lines and events."""
    with db.transaction():
        db.execute(batch, values)
        db.execute(_copying("orders"))
        columns = _columns("order_lines", {"order_id": "b.order_id"})
        db.execute(_LINES.format(columns=", ".join(columns), values=", ".join(columns.values())))
        db.execute(_EVENTS, {"samples": sorted(set(values["samples"]))})
        db.execute("DROP TABLE batch")
        clients.advance(db, "orders")


def _columns(table: str, drawn: dict[str, str], shifted: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Column of the table -> its value: drawn for this copy, moved in time with it, or the sample's own."""
    from django.apps import apps

    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    found = {}
    for column in (str(field.column) for field in model._meta.concrete_fields):
        if column in drawn:
            found[column] = drawn[column]
        elif column not in ("id", "number"):
            found[column] = shifted.get(column, f"p.{column}")
    return found


_OF_ARRIVAL = ("received_at", "pursued_since", "created_at")


def _copying(table: str) -> str:
    from django.db.models import DateTimeField

    from dozvon.orders.models import Order

    names = [str(field.column) for field in Order._meta.concrete_fields if isinstance(field, DateTimeField)]
    moments = {name: f"p.{name} + b.shift" + (" + b.late" if name not in _OF_ARRIVAL else "") for name in names}
    drawn = {
        "id": "b.order_id",
        "shop_id": "b.shop_id",
        "client_id": "b.client_id",
        "zone": "b.zone",
        "channel": "b.channel",
        "external_id": "'site-' || b.order_id",
        "responsible_id": "CASE WHEN p.responsible_id IS NOT NULL THEN b.operator_id END",
    }
    columns = _columns(table, drawn, moments)
    names, values = ", ".join(columns), ", ".join(columns.values())
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM batch b JOIN orders p ON p.id = b.sample_id"


def main() -> None:
    """Fills a home, or finds it filled."""
    parser = argparse.ArgumentParser(prog="python -m bench.fill", description=__doc__)
    parser.add_argument("--home", type=Path, default=homes.DEFAULT_HOME)
    parser.add_argument("--orders", type=int, default=1_000_000)
    args = parser.parse_args()
    ready(args.home.absolute(), args.orders, twin=True)
    homes.leave()


if __name__ == "__main__":
    main()
