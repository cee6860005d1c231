"""scripts/front.py: where Node comes from, and what it says when the build cannot be done."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "front.py"


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, loaded as a module."""
    spec = importlib.util.spec_from_file_location("scripts_front", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def program(folder: Path, name: str, script: str) -> Path:
    """An executable that does what the shell script says."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "good"), [("v20.1.0", True), ("v18.19.0", False), ("v24.0.0", True), ("junk", False)]
)
def test_the_systems_node_is_used_when_it_is_new_enough(
    front: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, good: bool
) -> None:
    program(tmp_path, "node", f"echo {version}")
    program(tmp_path, "npm", "true")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (front.system_node() is not None) is good


def test_without_npm_the_systems_node_is_no_use(
    front: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, "node", "echo v22.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert front.system_node() is None


def test_packages_are_installed_once_for_each_lock(
    front: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    modules, lock, calls = tmp_path / "node_modules", tmp_path / "package-lock.json", tmp_path / "calls"
    modules.mkdir()
    npm = program(tmp_path, "npm", f'echo "$@" >> {calls}')
    for name, value in (("ROOT", tmp_path), ("LOCK", lock), ("MODULES", modules), ("STAMP", modules / ".stamp")):
        monkeypatch.setattr(front, name, value)
    node = front.Node(("node",), (str(npm),))
    for content in ("one", "one", "two"):
        lock.write_text(content)
        front.install_packages(node)
    assert calls.read_text().count("ci --ignore-scripts") == 2


def test_the_tests_bring_what_a_build_leaves_out_and_nothing_is_brought_twice(
    front: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    modules, lock, calls = tmp_path / "node_modules", tmp_path / "package-lock.json", tmp_path / "calls"
    modules.mkdir()
    lock.write_text("one")
    npm = program(tmp_path, "npm", f'echo "$@" >> {calls}')
    for name, value in (("ROOT", tmp_path), ("LOCK", lock), ("MODULES", modules), ("STAMP", modules / ".stamp")):
        monkeypatch.setattr(front, name, value)
    node = front.Node(("node",), (str(npm),))
    for with_tests in (False, False, True, True, False):
        front.install_packages(node, with_tests=with_tests)
    assert ["--omit=dev" in call for call in calls.read_text().splitlines()] == [True, False]


def test_a_failed_test_of_the_scripts_is_shown_whole_and_fails_the_run(
    front: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passing = front.Node((str(program(tmp_path, "good", "echo 'ℹ tests 3'; echo 'ℹ pass 3'; echo 'ℹ fail 0'")),), ())
    failing = front.Node((str(program(tmp_path, "bad", "echo 'not saved twice'; echo 'ℹ fail 1'; exit 1")),), ())
    monkeypatch.setattr(front, "install_packages", lambda node, with_tests: None)
    assert front.test(passing) == 0
    assert capsys.readouterr().out.strip() == "front: 3 tests, 3 pass"
    assert front.test(failing) == 1
    assert "not saved twice" in capsys.readouterr().out


def test_a_failure_is_one_sentence_with_its_cause(
    front: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    npm = program(tmp_path, "npm", "echo 'npm warn old' >&2; echo 'npm error network unreachable' >&2; exit 1")
    monkeypatch.setattr(front, "STAMP", tmp_path / "none")
    monkeypatch.setattr(front, "system_node", lambda: front.Node(("node",), (str(npm),)))
    assert front.main() == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.startswith("front: The front end's packages could not be installed; check the network")
    assert "network unreachable" in told
