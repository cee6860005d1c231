"""SQL names tables of its own capability or of those below it: read in the sources, and in what is executed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

import dozvon
from dozvon.clients.actions import merge as merging
from dozvon.core.actor import SYSTEM
from dozvon.platform.capabilities import client_data
from dozvon.privacy.actions import erase
from dozvon.privacy.dossier import dossier
from tests import factories as make
from tests.test_layers import SOURCES, TREES

ROOT = Path(dozvon.__path__[0]).parents[1]
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
_SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|TABLE)\b")
_NAMED = re.compile(
    r'\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?((?:public\.)?"?\w+"?(?:(?:\s+(?:AS\s+)?\w+)?\s*,\s*"?\w+"?)*)'
)
_MADE = re.compile(r"CREATE (?:TABLE|VIEW|MATERIALIZED VIEW) (\w+)")


def layers() -> list[set[str]]:
    """The packages of each layer, the highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [{name.strip() for name in layer.split("|")} for layer in contract["layers"]]


LAYERS = layers()


def place(module: str) -> tuple[int, str] | None:
    """The layer of a module, 0 the highest, and its package in the list."""
    for height, packages in enumerate(LAYERS):
        for package in packages:
            if module == package or module.startswith(f"{package}."):
                return height, package
    return None


def owners() -> dict[str, str]:
    """Table or view → the module of its capability."""
    found = {}
    for file in SOURCES.rglob("migrations/*.py"):
        package = f"dozvon.{file.parents[1].relative_to(SOURCES).as_posix().replace('/', '.')}"
        found.update(dict.fromkeys(_MADE.findall(file.read_text(encoding="utf-8")), package))
    for model in apps.get_models():
        if model.__module__.startswith("dozvon."):
            found[model._meta.db_table] = model.__module__.rpartition(".")[0]
    return found


OWNERS = owners()


def tables(sql: str) -> set[str]:
    """The tables of ours that the statement names."""
    words = {word for named in _NAMED.findall(sql) for word in re.findall(r"\w+", named)}
    return words & set(OWNERS)


def climbs(module: str, sql: str) -> Iterator[str]:
    """Tables in the statement that stand above the module, or beside it."""
    here = place(module)
    for table in sorted(tables(sql)):
        there = place(OWNERS[table])
        if here is not None and there is not None and here[1] != there[1] and there[0] <= here[0]:
            yield f"{module} names {table} of {OWNERS[table]}"


def texts(tree: ast.Module) -> Iterator[str]:
    """Every string of a module; the parts of one that is put together count as one."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield " ".join(str(p.value) if isinstance(p, ast.Constant) else "?" for p in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in inside and isinstance(node.value, str | bytes):
            yield node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else node.value


def test_the_check_sees_what_it_is_for() -> None:
    assert tables('SELECT * FROM clients c, orders AS o JOIN "events" e') == {"clients", "orders", "events"}
    assert list(climbs("dozvon.clients.access", "EXISTS (SELECT 1 FROM orders)")) != []
    assert list(climbs("dozvon.orders.access", "SELECT 1 FROM clients JOIN orders")) == []
    assert OWNERS["effective_actions"] == "dozvon.orders"
    assert OWNERS["order_outcomes"] == "dozvon.reports"


def test_no_sql_in_the_sources_climbs() -> None:
    found = []
    for file, tree in TREES.items():
        module = f"dozvon.{file.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}"
        for text in texts(tree):
            if _SQL.search(text):
                found += climbs(module, text)
    assert found == []


_GENERAL = ("dozvon.platform.database", "dozvon.platform.serving")
"""They carry out statements of others."""


def without_parts(sql: str) -> str:
    """The statement without the conditions that parts of `client_data` gave to `clients`."""
    for part in client_data():
        sql = sql.replace(part.seen_in_shops or "-", "")
    return sql


def author() -> str | None:
    """The innermost module of ours that asked for the statement."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("dozvon.") and not name.startswith(_GENERAL):
            return str(name)
        frame = frame.f_back
    return None


@pytest.mark.django_db
def test_no_executed_statement_climbs() -> None:
    seen, found = set[str](), set[str]()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        module = author()
        if module is not None:
            seen.add(module)
            found.update(climbs(module, without_parts(str(sql))))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        shop, anna = make.shop(), make.actor("Anna", "head")
        order, twin = (make.order(shop, NOW) for _ in range(2))
        for one in (order, twin):
            make.no_answer(anna, one, 1, NOW)
            make.act(anna, one, "refuse", NOW, call="made", problem="other", comment="no")
        local = make.Api(make.user(role="head", shop_ids=[shop.pk]))
        for path in ("/orders", "/orders?q=4440011", "/clients", f"/orders/{order.pk}/events", "/desk/queues"):
            local.get(path)
        local.post(f"/clients/{twin.client_id}/merge", {"into": order.client_id})
        merging.undo(SYSTEM, merging.Merge.objects.get().pk, NOW)
        dossier(SYSTEM, order.client_id, NOW)
        erase(SYSTEM, order.client_id, "Letter 12", order.client_id, NOW)
    assert found == set()
    assert {module.split(".")[1] for module in seen} >= {"clients", "orders", "intake", "platform", "shops"}
