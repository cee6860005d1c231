"""Addresses of the built front end's files, which are named after their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

DIST = Path(__file__).resolve().parent / "static" / "dist"
PREFIX = "/static/"


class FrontMissing(Exception):
    """The front end is not built, or has no such file or icon; the message says which and the cure."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Plain file name -> hashed file name, the icons of the sprite, and guides by name and language ("head.ru")."""

    files: dict[str, str]
    icons: frozenset[str]
    guides: Mapping[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Where a browser finds the file, such as "app.css". Raises FrontMissing."""
        if name not in self.files:
            raise FrontMissing(f"the front end has no file {name}; run make setup")
        return PREFIX + self.files[name]

    def icon_address(self, name: str) -> str:
        """Where a browser finds the icon's drawing. Raises FrontMissing."""
        if name not in self.icons:
            raise FrontMissing(f"the front end has no icon {name}; add it to front/icons.txt and run make setup")
        return f"{self.address('icons.svg')}#{name}"


def read(folder: Path) -> Manifest:
    """The manifest of a built folder. Raises FrontMissing."""
    try:
        files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FrontMissing("the front end is not built; run make setup") from error
    icons = frozenset(files.pop("#icons"))
    return Manifest(files, icons, files.pop("#guides", {}))


@lru_cache(maxsize=2)
def _read_version(folder: Path, modified_ns: int) -> Manifest:
    return read(folder)


def current() -> Manifest:
    """The manifest in use: read once, and again after a rebuild while DEBUG is on. Raises FrontMissing."""
    path = DIST / "manifest.json"
    modified = path.stat().st_mtime_ns if settings.DEBUG and path.exists() else 0
    return _read_version(DIST, modified)
