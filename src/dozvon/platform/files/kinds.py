"""What a file is, by its first bytes: what a sender says of it is not believed."""

from __future__ import annotations

import codecs
from typing import Final

HEAD: Final = 4096
"""Bytes that are looked at."""

_MARKS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_TEXT: Final = "text/plain; charset=utf-8"


def media_type(head: bytes) -> str:
    """The media type of content that begins so; `application/octet-stream` for what is not known here.

    A text is `text/plain` whatever its language: nothing is served as a page.
    """
    for mark, kind in _MARKS:
        if head.startswith(mark):
            return kind
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        # Not `decode`: the last character may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "application/octet-stream"
    return _TEXT
