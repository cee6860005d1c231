"""scripts/subjects.py: long subjects of new commits are refused, in as much history as there is."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import subjects

OLD, NEW = "2026-11-01T12:00:00Z", "2026-12-24T12:00:00Z"
LONG = "Say in the subject of a commit what belongs into its body, and go on until nobody reads it"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a commit of the time before the rule."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, LONG, OLD)
    monkeypatch.setattr(subjects, "ROOT", root)
    return root


def git(root: Path, *arguments: str, when: str = OLD) -> None:
    names = {f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    subprocess.run(("git", *arguments), cwd=root, check=True, env={**os.environ, **names, **dates})


def commit(root: Path, subject: str, when: str = NEW) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", subject, when=when)


def test_a_long_subject_is_refused_by_name(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, "Fit")
    commit(repository, LONG)
    assert subjects.main() == 1
    assert capsys.readouterr().err.count(LONG) == 1


def test_the_longest_that_fits_is_taken_and_older_ones_are_let_be(repository: Path) -> None:
    commit(repository, "ж" * subjects.LONGEST)
    assert subjects.main() == 0
    commit(repository, "ж" * (subjects.LONGEST + 1))
    assert subjects.main() == 1


def test_a_shallow_clone_is_checked_as_far_as_it_goes(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, LONG)
    commit(repository, "Fit")
    for depth, code in (("1", 0), ("2", 1)):
        clone = tmp_path / f"clone-{depth}"
        git(tmp_path, "clone", "-q", "--depth", depth, f"file://{repository}", str(clone))
        monkeypatch.setattr(subjects, "ROOT", clone)
        assert subjects.main() == code


def test_from_the_base_on_dates_do_not_matter(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = subprocess.run(("git", "rev-parse", "HEAD"), cwd=repository, capture_output=True, text=True, check=True)
    monkeypatch.setattr(subjects, "BASE", base.stdout.strip())
    commit(repository, LONG, OLD)
    assert subjects.main() == 1


def test_without_history_there_is_nothing_to_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "ROOT", tmp_path)
    assert subjects.main() == 0
    monkeypatch.setenv("PATH", "")
    assert subjects.main() == 0
