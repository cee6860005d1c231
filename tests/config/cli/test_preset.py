"""`dozvon preset list` and `dozvon preset check FILE`."""

from __future__ import annotations

from pathlib import Path

import pytest

from dozvon import presets
from dozvon.config.cli import _installation, main


def test_the_shipped_presets_are_listed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_installation, "is_there", lambda: False)
    assert main(["preset", "list"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == presets.names()


def test_a_sound_preset_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(presets.text("shop"), encoding="utf-8")
    assert main(["preset", "check", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: sound (13 statuses, 14 actions, 1 ladders, 7 queues)\n"


@pytest.mark.parametrize(
    ("before", "spoilt", "line"),
    [
        (
            'ladder = "redial"',
            'ladder = "redail"',
            "actions.no_answer.task.when: unknown ladder `redail` — did you mean redial?",
        ),
        (', en = "Call later" }', " }", "actions.call_later.title.en: no wording in English — add `en = …`"),
    ],
)
def test_each_mistake_gets_a_line_with_file_place_and_cure(
    before: str, spoilt: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(presets.text("shop").replace(before, spoilt), encoding="utf-8")
    assert main(["preset", "check", str(file)]) == 1
    assert f"{file}: {line}" in capsys.readouterr().out.splitlines()


def test_a_file_that_is_not_there_or_no_text_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\x89PNG")
    assert main(["preset", "check", str(tmp_path / "none.toml")]) == 2
    assert main(["preset", "check", str(picture)]) == 2
    assert capsys.readouterr().err.count("\n") == 2
