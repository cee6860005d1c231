"""scripts/browser.py: which browser the tests take, and what happens on a machine that has none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scripts import browser

SH, CHMOD = shutil.which("sh"), shutil.which("chmod")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of programs of a machine that has no browser and no fonts, used by somebody who is not root."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloaded"))
    monkeypatch.delenv(browser.NAMED, raising=False)
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return programs


def program(folder: Path, name: str, script: str) -> Path:
    """An executable that does what the shell script says."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{SH}\n{script}\n")
    path.chmod(0o755)
    return path


def a_browser(folder: Path, name: str) -> Path:
    return program(folder, name, "echo Chromium 150.0")


def playwright_that(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """Playwright's own command is run by the interpreter; this one stands in for it and notes what it was asked for."""
    asked = folder / "asked"
    monkeypatch.setattr(browser.sys, "executable", str(program(folder, "python", f'echo "$@" >> {asked}\n{script}')))
    return asked


def puts(path: Path) -> str:
    """A shell script that puts a browser at the path, with the shell's own words only."""
    return f"echo '#!{SH}\necho Chromium 150.0' > {path}; {CHMOD} 755 {path}"


@pytest.mark.parametrize("name", ["chromium", "google-chrome-stable", "microsoft-edge"])
def test_a_browser_of_the_system_is_taken(bare: Path, name: str) -> None:
    expected = a_browser(bare, name)
    assert browser.get_browser() == expected


def test_the_named_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_browser(bare, "chromium")
    mine = a_browser(tmp_path / "mine", "browser")
    monkeypatch.setenv(browser.NAMED, str(mine))
    assert browser.get_browser() == mine


def test_a_named_browser_that_is_not_there_is_said(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_browser(bare, "chromium")
    monkeypatch.setenv(browser.NAMED, "/nowhere/chromium")
    assert browser.main() == 1
    assert "DOZVON_CHROMIUM names /nowhere/chromium" in capsys.readouterr().err


def test_a_program_that_only_says_where_to_get_a_browser_is_passed_over(bare: Path) -> None:
    program(bare, "chromium-browser", "echo 'install the snap first' >&2; exit 1")
    chrome = a_browser(bare, "google-chrome")
    assert browser.get_browser() == chrome


def test_what_playwright_has_downloaded_is_found(bare: Path, tmp_path: Path) -> None:
    downloaded = a_browser(tmp_path / "downloaded" / "chromium-1200" / "chrome-linux", "chrome")
    assert browser.get_browser() == downloaded


def test_root_gets_the_package(bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = tmp_path / "apt"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(bare, "apt-get", f'echo "$@" >> {asked}\n[ "$1" = update ] || {{ {puts(bare / "chromium")}; }}')
    assert browser.get_browser() == bare / "chromium"
    assert asked.read_text().splitlines() == ["update -qq", "install -y -qq --no-install-recommends chromium"]


def test_others_get_playwrights_download(bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(bare, "apt-get", "exit 100")
    place = tmp_path / "downloaded" / "chromium-1200" / "chrome-linux"
    place.mkdir(parents=True)
    asked = playwright_that(monkeypatch, tmp_path, puts(place / "chrome"))
    assert browser.get_browser() == place / "chrome"
    assert asked.read_text().strip() == "-m playwright install chromium"


def test_where_nothing_helps_one_sentence_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    playwright_that(monkeypatch, tmp_path, "exit 1")
    assert browser.main() == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "install the package chromium" in told


def test_fonts_that_are_there_are_enough(bare: Path) -> None:
    a_browser(bare, "chromium")
    program(bare, "fc-list", "echo /usr/share/fonts/some.ttf")
    assert browser.main() == 0


def test_root_gets_fonts(bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = tmp_path / "fonts"
    a_browser(bare, "chromium")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(bare, "fc-list", f"[ -e {there} ] && echo /usr/share/fonts/DejaVuSans.ttf; true")
    program(bare, "apt-get", f'[ "$1" = update ] || echo "$@" > {there}')
    assert browser.main() == 0
    assert there.read_text().split()[-2:] == ["fontconfig", "fonts-dejavu-core"]


def test_without_fonts_one_sentence_says_what_to_install(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_browser(bare, "chromium")
    assert browser.main() == 1
    assert "install the packages fontconfig and fonts-dejavu-core" in capsys.readouterr().err
