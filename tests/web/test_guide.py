"""The guides are served by the program itself, in the reader's language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from dozvon.web import manifest
from tests.web.desk.conftest import Desk, noon

__all__ = ["noon"]
ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted(path.stem for path in (ROOT / "docs/guide").glob("*.md"))
SAMPLE = "tomorrow 10, in an hour…"


def interface(language: str) -> set[str]:
    """What stands on buttons, headings and fields in that language, and the sample of a time to type."""
    with (ROOT / f"src/dozvon/web/locale/{'ru' if language == 'en' else language}/LC_MESSAGES/django.po").open(
        "rb"
    ) as file:
        messages = [message for message in read_po(file) if isinstance(message.id, str)]
    words = {str(message.id if language == "en" else message.string) for message in messages}
    sample = next(message for message in messages if message.id == SAMPLE)
    words.add(str(sample.id if language == "en" else sample.string).split(",")[0])
    for preset in (ROOT / "src/dozvon/presets").glob("*.toml"):
        words |= set(titles(tomllib.loads(preset.read_text(encoding="utf-8")), language))
    return words


def titles(part: Any, language: str) -> Iterator[str]:
    """Every text of a preset in that language."""
    if isinstance(part, list):
        for item in part:
            yield from titles(item, language)
    elif isinstance(part, dict):
        if isinstance(part.get(language), str):
            yield part[language]
        for item in part.values():
            yield from titles(item, language)


@pytest.fixture
def reader() -> Desk:
    return Desk()


def browser(reader: Desk, role: str, language: str) -> Client:
    reader.person("Anna", role=role, language=language)
    return reader.browser("Anna")


@pytest.mark.parametrize(("role", "guide"), [("operator", "operator"), ("head", "head"), ("courier", "lists")])
def test_the_menu_leads_to_the_guide_for_ones_own_work(reader: Desk, role: str, guide: str) -> None:
    anna = browser(reader, role, "en")
    assert 'href="/guide/"' in anna.get("/").content.decode()
    assert anna.get("/guide/")["Location"] == f"/guide/{guide}/"


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Оператору"), ("uk", "Операторові"), ("en", "For the operator")]
)
def test_it_is_in_the_readers_language_with_its_pictures(reader: Desk, language: str, title: str) -> None:
    page = browser(reader, "operator", language).get("/guide/operator/")
    text = page.content.decode()
    assert f"<h1>{title}</h1>" in text
    pictures = re.findall(r'<img src="/static/([^"]+)" alt="[^"]+" width="\d+" height="\d+"', text)
    written = (ROOT / f"docs/guide/operator.{language}.md").read_text(encoding="utf-8")
    assert len(pictures) == written.count("](../pictures/") > 0
    assert all(f".{language}-" in picture for picture in pictures)
    assert all((manifest.DIST / picture).is_file() for picture in pictures)
    assert "default-src 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_is_drawn_without_marks_left_over(guide: str) -> None:
    text = re.sub(r"<kbd>[^<]*</kbd>|<[^>]*>", "", manifest.current().guides[guide])
    assert not re.search(r"`|\*\*|\]\(|^\||^#", text, re.MULTILINE)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_buttons_as_they_are_labelled(guide: str) -> None:
    text = " ".join((ROOT / f"docs/guide/{guide}.md").read_text(encoding="utf-8").split())
    quoted = set(re.findall(r"[«“]([^»”]+)[»”]", text))
    assert quoted
    assert quoted <= interface(guide.rpartition(".")[2])


def test_a_stranger_signs_in_first_and_an_unknown_guide_is_not_there(reader: Desk) -> None:
    assert Client().get("/guide/operator/").status_code == 302
    assert browser(reader, "operator", "ru").get("/guide/nobody/").status_code == 404
