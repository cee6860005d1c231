"""Every import of a module of ours finds what it names, those inside functions and in `bench` and `scripts` too."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src/dozvon", "tests", "bench", "scripts")


def imports() -> Iterator[tuple[str, str, str]]:
    """(place, module, name) of each `from dozvon… import name`."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "dozvon":
                    place = f"{file.relative_to(ROOT)}:{node.lineno}"
                    yield from ((place, node.module or "", alias.name) for alias in node.names)


def is_there(module: str, name: str) -> bool:
    if importlib.util.find_spec(module) is None:
        return False
    return hasattr(importlib.import_module(module), name) or importlib.util.find_spec(f"{module}.{name}") is not None


def test_every_import_finds_what_it_names() -> None:
    wanted = list(imports())
    assert len(wanted) > 1000
    # The dummy capability of a test is imported where that test puts it.
    assert [one for one in wanted if "dozvon.dummy" not in one[1] and not is_there(one[1], one[2])] == []
