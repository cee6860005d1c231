"""All that is held of a client as files: JSON for programs, and with it a page for the client to read."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
from django.template.loader import render_to_string
from django.utils.translation import get_language

from dozvon.web.office.wording import look_title

_LOOK: Final = Path(__file__).with_name("dossier.entry.css")


def as_json(held: dict[str, Any]) -> bytes:
    """The dossier, indented."""
    return orjson.dumps(held, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_zip(held: dict[str, Any]) -> bytes:
    """`client.json`, and `client.html` in the language that is active, with its style beside it."""
    shown = {
        "held": held,
        "language": get_language() or "ru",
        "when": when,
        "look_title": look_title,
        "pretty": lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2).decode(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("client.json", as_json(held))
        archive.writestr("client.html", render_to_string("office/dossier.html", shown))
        archive.write(_LOOK, "client.css")
    return packed.getvalue()


def when(moment: str | None) -> str:
    """An ISO moment as people read it, in UTC as it is written."""
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
