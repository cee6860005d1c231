"""A text as a picture that a phone's camera reads: drawn into the page, for a picture's address could be logged."""

from __future__ import annotations

from typing import Final

import segno
from markupsafe import Markup

DOT: Final = 4
"""Pixels of a module."""


def picture(text: str, label: str) -> Markup:
    """An SVG without styles, dark on white with the margin that cameras need."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(scale=DOT, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return Markup('<div role="img" aria-label="{}">{}</div>').format(label, Markup(drawn))  # noqa: S704 (segno's own)
