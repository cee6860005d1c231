"""Every mistake of a pipeline is said in the language of the page."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from dozvon import presets
from dozvon.core.pipeline import check
from dozvon.core.pipeline.load import read
from dozvon.core.pipeline.mistake import BadPreset
from dozvon.web.pipelines.faults import put_in_words

FOLDER = Path(check.__file__).parent
FILES = [file.name for file in sorted(FOLDER.glob("check*.py"))] + ["load.py"]


@pytest.mark.parametrize("name", FILES)
def test_no_mistake_is_said_in_english_only(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Mistake":
            bare = [part for part in call.args[1:] if isinstance(part, ast.Constant | ast.JoinedStr)]
            assert bare == [], ast.unparse(call)


@pytest.mark.parametrize(
    "language, words", [("ru", "нет статуса `nwe` — может быть, new?"), ("en", "unknown status `nwe`")]
)
def test_a_mistake_keeps_its_codes_in_every_language(language: str, words: str) -> None:
    text = presets.text("shop").replace('status = "new"', 'status = "nwe"', 1)
    found = check.mistakes(read(text, "shop"))
    with override(language):
        assert any(words in put_in_words(mistake) for mistake in found), [put_in_words(mistake) for mistake in found]


def test_a_mistake_of_form_is_said_too() -> None:
    with pytest.raises(BadPreset) as bad:
        read(presets.text("shop").replace("level = 0", 'level = "low"', 1), "shop")
    with override("uk"):
        assert put_in_words(bad.value.problems[0]) == "`low` — не ціле число — напишіть число"
