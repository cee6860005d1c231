"""Every code that the program can give has a sentence, and no sentence waits for a code that is never given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import override

from dozvon.core import phones
from dozvon.core.errors import FieldError
from dozvon.core.names import quality
from dozvon.delivery import documents
from dozvon.exchange.capability import CAPABILITY as EXCHANGE
from dozvon.intake import schema
from dozvon.platform import wording

SOURCES = Path(wording.__file__).resolve().parents[1]
FILES = [file.relative_to(SOURCES).as_posix() for file in sorted(SOURCES.rglob("*.py"))]
FLAGS = frozenset(wording.flags())
FILE_CODES = frozenset(EXCHANGE.sentences)
FIELD_CODES = frozenset(wording.sentences()) - FILE_CODES


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((SOURCES / file).read_text(encoding="utf-8"))


def texts(node: ast.AST) -> set[str]:
    """What an expression of texts can be."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    if isinstance(node, ast.Dict):
        return set().union(*(texts(value) for value in node.values))
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get":
        return set().union(*(texts(value) for value in node.args[1:]))
    return set()


def given_by(file: str, function: str) -> set[str]:
    """The texts that a function of that name returns, by itself or from a table of its own."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            returned = [texts(step.value) for step in ast.walk(node) if isinstance(step, ast.Return) and step.value]
            tables = [texts(step) for step in ast.walk(node) if isinstance(step, ast.Dict)]
            return set().union(*returned, *tables)
    raise AssertionError(f"{file} has no {function}")


def raised(name: str) -> set[str]:
    """The first argument of every call of that name."""
    found: set[str] = set()
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and node.args:
                found |= texts(node.args[0])
    return found


def raised_in(file: str, name: str) -> set[str]:
    """The first argument of every call of that name in a file."""
    return {
        text
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
        for text in texts(node.args[0])
    }


def schema_codes() -> set[str]:
    return (
        raised_in("intake/schema.py", "ValueError")
        | set(schema._CODES.values())
        | given_by("intake/schema.py", "_code")
    )


def delivery_codes() -> set[str]:
    written = raised_in("delivery/documents.py", "ValueError") | given_by("delivery/documents.py", "_code")
    return written | set(documents._CODES.values())


def mapping_codes() -> set[str]:
    """The third argument of each `_wrong` of the mapping."""
    return {
        text
        for node in ast.walk(tree("providers/shop/mapping/mapping.py"))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_wrong"
        for text in texts(node.args[2])
    }


# Where a code is not written beside its FieldError: the expression, and what it can be.
INDIRECT = {
    ("api/v1/exchange.py", "refused.code"): lambda: raised("ExchangeRefused"),
    ("delivery/documents.py", "_code(found)"): delivery_codes,
    ("exchange/errors.py", "self.code"): lambda: raised("ExchangeRefused"),
    ("api/v1/refusals.py", "_code(found)"): lambda: given_by("api/v1/refusals.py", "_code"),
    ("clients/capability.py", "error.code"): lambda: raised("BadMerge"),
    ("providers/shop/mapping/mapping.py", "code"): mapping_codes,
    # What the intake found, told under the file's own names of columns.
    ("exchange/actions/import_clients.py", "error.code"): schema_codes,
    ("intake/schema.py", "_code(found)"): schema_codes,
    # What a raw intake was refused for, as it was kept.
    ("reports/queries/intakes.py", "error['code']"): schema_codes,
    ("core/pipeline/forms.py", "code"): lambda: {"unknown", "missing"},
    ("core/pipeline/forms.py", "f'must_be_{variant.call}'"): lambda: {"must_be_made", "must_be_not_made"},
}


def made() -> Iterator[tuple[str, str]]:
    """(file, code) of every FieldError that the program can make."""
    for file in FILES:
        for node in ast.walk(tree(file)):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FieldError"):
                continue
            written = node.args[1] if len(node.args) > 1 else next(k.value for k in node.keywords if k.arg == "code")
            codes = texts(written) or INDIRECT[file, ast.unparse(written)]()
            assert codes, f"{file}: {ast.unparse(node)}"
            yield from ((file, code) for code in codes)


def test_every_code_of_a_field_has_its_sentence() -> None:
    speechless = {
        (file, code)
        for file, code in made()
        if code not in FIELD_CODES | (FILE_CODES if "exchange" in file else frozenset())
    }
    assert speechless == set()


def test_every_sentence_has_its_code() -> None:
    given = {code for _, code in made()} | raised("ExchangeRefused")
    assert (FIELD_CODES | FILE_CODES) - given == set()


def test_every_refused_file_has_its_sentence() -> None:
    assert raised("ExchangeRefused") - FIELD_CODES - FILE_CODES == set()


def test_every_flag_that_can_be_set_has_its_title_and_no_other() -> None:
    of_phones = {phones.EMPTY, phones.TOO_SHORT, phones.TOO_LONG, phones.INVALID, phones.SUSPECT}
    of_names = {value for name, value in vars(quality).items() if name.isupper() and isinstance(value, str)}
    appended = {
        text
        for file in ("intake/reading.py", "intake/actions/taking.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append"
        for text in texts(node.args[0])
    }
    assert {"bad_email", "no_price"} <= appended
    assert of_phones | of_names | appended | {"no_phone"} == FLAGS


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_sentences_are_whole_without_their_parameters(language: str) -> None:
    with override(language):
        said = {code: wording.sentence(FieldError("field", code)) for code in FIELD_CODES}
    assert [code for code, text in said.items() if not text or "%(" in text] == []
