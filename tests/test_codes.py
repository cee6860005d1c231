"""Nothing outside `presets` knows the code of a status, a problem, a task or any other part of a pipeline."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import dozvon.core
from dozvon import presets
from tests.renaming import codes_of

SOURCES = Path(dozvon.core.__file__).resolve().parents[1]
WORDS = {
    "archive": "putting a product or a field away",
    "call": "a kind of field and of channel: whether a call was made",
    "client": "the client: a column, a member of the API",
    "delivery": "the delivery of an order",
    "done": "what is over: a run, a raw intake",
    "duplicate": "what an intake or import found to be there already",
    "invalid": "the error of a field that has no sentence of its own",
    "confirmed": "a milestone",
    "paid": "a milestone",
    "shipped": "a milestone",
    "delivered": "a milestone",
    "track": "the number of a parcel: a column, a member of the API, a kind of field",
    "dropped": "what became of a draft",
    "moved": "what became of a task or a draft",
    "away": "who is absent",
    "refused": "a figure of reports",
    "returned": "a figure of reports",
    "refusal": "a figure of reports",
}
"""Words of ours that are codes of a preset as well, with what they mean here."""
QUOTED = re.compile(r"""(?<![\w\\])(?:'([a-z0-9_]+)'|"([a-z0-9_]+)")""")


def codes() -> set[str]:
    """The codes of all parts of all shipped pipelines but their buttons."""
    found = [codes_of(presets.preset(name)) for name in presets.names()]
    return {code for parts in found for section, part in parts.items() if section != "actions" for code in part}


def constants(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Strings of a module that are one word, and the quoted words of its longer ones, such as statements."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value
            yield from ((node.lineno, first or second) for first, second in QUOTED.findall(node.value))


def quoted(text: str) -> Iterator[tuple[int, str]]:
    """The quoted words of a page or a script, by line."""
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, first or second) for first, second in QUOTED.findall(line))


def spoken() -> Iterator[tuple[str, str]]:
    """Every place and word of the program outside the shipped pipelines."""
    for file in sorted(SOURCES.rglob("*")):
        place = file.relative_to(SOURCES)
        if place.parts[0] == "presets" or "migrations" in place.parts or "static" in place.parts:
            continue
        if file.suffix == ".py":
            found = constants(ast.parse(file.read_text(encoding="utf-8")))
        elif file.suffix in (".html", ".js", ".mjs"):
            found = quoted(file.read_text(encoding="utf-8"))
        else:
            continue
        yield from ((f"{place}:{line}", word) for line, word in found)


def test_no_code_of_a_pipeline_stands_in_the_program() -> None:
    known = codes()
    assert [f"{place}: {word}" for place, word in spoken() if word in known and word not in WORDS] == []


def test_every_word_of_ours_is_needed() -> None:
    known, said = codes(), {word for _, word in spoken()}
    assert [word for word in WORDS if word not in known or word not in said] == []
