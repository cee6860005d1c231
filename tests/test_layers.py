"""House rules that import-linter cannot see: who reads environment and clock, who writes, how long things get."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dozvon.core

SOURCES = Path(dozvon.core.__file__).resolve().parents[1]
LONGEST_MODULE, LONGEST_FUNCTION = 450, 60

TREES = {
    file.relative_to(SOURCES).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(SOURCES.rglob("*.py"))
    if "migrations" not in file.parts
}


def spoken(*wanted: str, among: str = "") -> Iterator[str]:
    """Places where one of these dotted names is used, in files whose path begins with `among`."""
    for file, tree in TREES.items():
        for node in ast.walk(tree) if file.startswith(among) else ():
            if isinstance(node, ast.Attribute) and ast.unparse(node) in wanted:
                yield f"{file}:{node.lineno}"


def test_only_config_reads_the_environment() -> None:
    places = list(spoken("os.environ", "os.getenv", "os.environb"))
    assert any(place.startswith("config/env.py") for place in places)
    assert [place for place in places if not place.startswith("config/")] == []


def test_the_core_has_no_clock() -> None:
    clocks = ("datetime.now", "datetime.utcnow", "date.today", "time.time", "time.monotonic", "timezone.now")
    assert list(spoken(*clocks, among="core/")) == []
    assert list(spoken(*clocks)) != []


def test_pages_and_routes_open_no_transaction_and_save_nothing() -> None:
    writing = {"save", "bulk_create", "bulk_update", "atomic", "delete", "get_or_create", "update_or_create"}
    found = [
        f"{file}:{node.lineno}"
        for file, tree in TREES.items()
        if file.startswith(("web/", "api/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writing
        and ast.unparse(node.func) != "router.delete"  # the verb of a route
    ]
    assert found == []


def test_the_features_of_the_pages_import_each_other_in_no_circle() -> None:
    features = {file.split("/")[1] for file in TREES if file.startswith("web/") and file.count("/") > 1}
    users: dict[str, set[str]] = {feature: set() for feature in features}
    for file, tree in TREES.items():
        feature = file.split("/")[1] if file.startswith("web/") else ""
        for node in ast.walk(tree) if feature in features else ():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dozvon.web"):
                named = [f"{node.module}.{alias.name}".split(".")[2] for alias in node.names]
                for other in features & set(named) - {feature}:
                    users[other].add(feature)
    while free := {feature for feature in users if not users[feature]}:
        users = {feature: others - free for feature, others in users.items() if feature not in free}
    assert users == {}


def test_modules_and_functions_fit_on_a_few_screens() -> None:
    long = [
        f"{file}: {length} lines"
        for file in TREES
        if (length := len((SOURCES / file).read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    ]
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{file}: {node.name} has {length} lines")
    assert long == []


def test_every_module_and_public_thing_says_what_it_is() -> None:
    silent = []
    for file, tree in TREES.items():
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(file)
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if public and not node.name.startswith("_") and ast.get_docstring(node) is None:
                silent.append(f"{file}: {node.name}")
    assert silent == []


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for file, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_imports_stand_at_the_top_of_the_module() -> None:
    # Each of these takes a long time to import and most processes never need it.
    slow = {("core/phones.py", "phonenumbers"), ("exchange/workbooks.py", "openpyxl")}
    found = [
        f"{file}:{statement.lineno}"
        for file, tree in TREES.items()
        if not file.startswith("config/cli/")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
        and (file, getattr(statement, "module", None) or statement.names[0].name) not in slow
    ]
    assert found == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {"dozvon." + file.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in TREES}
    imported: dict[str, set[str]] = {}
    for module, file in modules.items():
        found: set[str] = set()
        for node in ast.walk(TREES[file]):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file} has a relative import"
                submodules = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= submodules & set(modules) or {str(node.module)}
        imported[module] = found & set(modules) - {module}
    while free := {module for module, others in imported.items() if not others}:
        imported = {module: others - free for module, others in imported.items() if module not in free}
    assert imported == {}, "each of these stands in a circle of imports or imports one that does"
