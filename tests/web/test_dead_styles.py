"""No style and no icon is kept that nothing on the pages uses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import dozvon

SOURCES = Path(dozvon.__file__).resolve().parent
WEB = SOURCES / "web"


@cache
def sources() -> str:
    """Everything that may name a class or an icon: templates, scripts and code."""
    files = [file for kind in ("*.html", "*.js", "*.py") for file in SOURCES.rglob(kind) if "static" not in file.parts]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files))


def test_every_class_of_the_styles_is_used() -> None:
    styles = "\n".join(file.read_text(encoding="utf-8") for file in WEB.rglob("*.css") if "static" not in file.parts)
    styled = set(re.findall(r"\.(dz-[\w-]+)", re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)))
    used = set(re.findall(r"(?<![\w-])dz-[\w-]*\w(?![\w-])", sources()))
    built = tuple(set(re.findall(r"(?<![\w-])(dz-[\w-]*-)(?![\w-])", sources())))
    assert styled
    assert [name for name in sorted(styled - used) if not name.startswith(built)] == []


def test_every_icon_of_the_set_is_used() -> None:
    icons = (WEB / "front" / "icons.txt").read_text(encoding="utf-8").split()
    assert icons
    assert [name for name in icons if not re.search(rf"""["']{re.escape(name)}["']""", sources())] == []
