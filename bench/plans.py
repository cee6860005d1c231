"""The plans of the hot statements: on a large database none of them may read a whole table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg

from bench.statements import Seen

LARGE = 10_000
"""Rows from which on a table may not be read from end to end."""
_EXPLAINABLE = re.compile(r"\s*(SELECT|UPDATE|INSERT|DELETE|WITH)\b", re.IGNORECASE)


def whole_table_reads(db: psycopg.Connection[tuple[Any, ...]], seen: Iterable[Seen]) -> Iterator[str]:
    """A sentence for each statement that would read a large table from end to end."""
    rows = db.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
    large = {row[0] for row in rows}
    for request in seen:
        for statement in request.sql:
            if not _EXPLAINABLE.match(statement):
                continue
            plan = db.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode()).fetchone()
            assert plan is not None
            for node in _nodes(plan[0][0]["Plan"]):
                if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan") and node.get("Relation Name") in large:
                    yield f"{request.what}: Seq Scan on {node['Relation Name']} in {statement[:300]}"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
