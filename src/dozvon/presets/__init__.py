"""The pipelines that come with the program, one TOML file each; and every document in the format of today."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from dozvon.core.pipeline import load
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.upgrade import Meanings, upgraded


def names() -> list[str]:
    """Codes of the shipped pipelines, sorted."""
    return sorted(entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if _is_preset(entry.name))


def text(name: str) -> str:
    """The document as shipped; raises LookupError for a name that is not in `names()`."""
    if name not in names():
        raise LookupError(f"no preset {name!r}; there are {', '.join(names())}")
    return files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def preset(name: str) -> Pipeline:
    """A shipped pipeline; raises LookupError as `text` does."""
    return load.read(text(name), name)


def read(written: str, name: str) -> Pipeline:
    """As `core.pipeline.load.read`, of a document in today's format or an earlier one."""
    return from_content(load.content_of(written, name), name)


def from_content(content: dict[str, Any], name: str) -> Pipeline:
    """As `core.pipeline.load.from_content`, of a document in today's format or an earlier one."""
    return load.from_content(current(content), name)


def stored(document: dict[str, Any]) -> Pipeline:
    """A published document, which was sound in its format."""
    return Pipeline.model_validate(current(document))


def current(content: dict[str, Any]) -> dict[str, Any]:
    """The content in today's format; it may hold mistakes."""
    return upgraded(content, _meanings())


@cache
def _meanings() -> Meanings:
    written = tomllib.loads(files(__name__).joinpath("upgrades/format_1.toml").read_text(encoding="utf-8"))
    return Meanings(
        milestones=written["milestones"],
        trash_statuses=tuple(written["trash_statuses"]),
        trash_problems=tuple(written["trash_problems"]),
        cures=written["cures"],
        tracks=tuple(written["tracks"]),
        say=tuple(written["say"]),
    )


def _is_preset(file_name: str) -> bool:
    return file_name.endswith(".toml")
